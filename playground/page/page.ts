import { ChatPage } from './chatPage.js';
import { byId } from './dom.js';

byId('not-started', HTMLElement).remove();
new ChatPage().start();
