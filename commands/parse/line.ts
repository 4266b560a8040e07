import type { Language } from '../../services/platform/language';
import { isJapanese, lower } from './normalize';
import type { Tag, Token } from './tokenize';
import { isNumberedName, vmTokens } from './vmTokens';

/** One line of typed text: its tokens, its language and the VMs that it names. */
export class Line {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly language: Language;
  /** The named VMs, each once: spelled as in the inventory, or as typed if the VM is unknown. */
  readonly vms: readonly string[];
  /** Tokens that are neither words of the lexicon nor names of VMs. */
  readonly loose: readonly Token[];
  /** Whether a VM is named for certain: it is in the inventory, or its name holds a digit. */
  readonly namesVm: boolean;
  readonly #tags: ReadonlySet<Tag>;
  readonly #vaults: ReadonlySet<string>;

  /** `vaults`: names of vaults, in lower case. */
  constructor(text: string, tokens: readonly Token[], vaults: ReadonlySet<string> = new Set()) {
    this.text = text;
    this.tokens = tokens;
    this.language = isJapanese(text) ? 'ja' : 'en';
    this.#vaults = vaults;
    this.#tags = new Set(tokens.map((token) => token.tag));
    const vms = vmTokens(tokens);
    this.vms = [...new Map(vms.map((vm) => [lower(vm.text), vm.text])).values()];
    this.namesVm = tokens.some((token) => token.tag === 'vm' || (token.tag === 'free' && isNumberedName(token.text)));
    this.loose = tokens.filter((token) => token.tag === 'free' && !vms.includes(token));
  }

  has(...tags: readonly Tag[]): boolean {
    return tags.some((tag) => this.#tags.has(tag));
  }

  /** Whether every token has one of these tags. A word that is taken for the name of a VM passes. */
  only(allowed: ReadonlySet<Tag>): boolean {
    return this.loose.length === 0 && [...this.#tags].every((tag) => tag === 'free' || allowed.has(tag));
  }

  isVault(name: string): boolean {
    return this.#vaults.has(lower(name));
  }

  find(...tags: readonly Tag[]): Token | undefined {
    return this.tokens.find((token) => tags.includes(token.tag));
  }

  /** Whether the line holds a question word or mark, or ends with は as in `vm-01のバックアップは`. */
  get isQuestion(): boolean {
    return this.has('ask', 'question') || this.endsOpen;
  }

  get endsOpen(): boolean {
    return this.tokens.at(-1)?.tag === 'topic';
  }
}
