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
    write: (changes) => {
      // What a dialog was given holds times, which the store takes as JSON has them.
      const plain = JSON.parse(JSON.stringify(changes)) as Items;
      return store.transaction(({ dialogState }) => dialogState.write(plain));
    },
    delete: (keys) => store.transaction(({ dialogState }) => dialogState.delete(keys)),
  };
}
