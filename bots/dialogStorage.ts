import type { Storage, StoreItems } from 'botbuilder';

type Items = Readonly<Record<string, Readonly<Record<string, unknown>> & { readonly eTag?: string }>>;

/** What services/store keeps of dialogs, with eTags that hold over processes. */
interface DialogTables {
  readonly dialogState: {
    read(keys: readonly string[]): Promise<StoreItems>;
    write(changes: Items): Promise<void>;
    delete(keys: readonly string[]): Promise<void>;
  };
}

/** The Bot Framework's storage over the store: an open question survives a restart, and is answered by any replica. */
export function createDialogStorage(store: {
  transaction<T>(work: (tables: DialogTables) => Promise<T>): Promise<T>;
}): Storage {
  return {
    read: (keys) => store.transaction(({ dialogState }) => dialogState.read(keys)),
    write: (changes) => store.transaction(({ dialogState }) => dialogState.write(changes as Items)),
    delete: (keys) => store.transaction(({ dialogState }) => dialogState.delete(keys)),
  };
}
