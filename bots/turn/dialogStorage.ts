import type { Storage, StoreItems } from 'botbuilder';

type Items = Readonly<Record<string, Readonly<Record<string, unknown>> & { readonly eTag?: string }>>;

/** The dialogs' state in the database. Its eTags detect conflicts between replicas. */
interface DialogTables {
  readonly dialogState: {
    read(keys: readonly string[]): Promise<StoreItems>;
    write(changes: Items): Promise<void>;
    delete(keys: readonly string[]): Promise<void>;
  };
}

/**
 * The Bot Framework's storage in the database. An open question survives a restart, and any replica takes its answer.
 */
export function createDialogStorage(store: {
  transaction<T>(work: (tables: DialogTables) => Promise<T>): Promise<T>;
}): Storage {
  return {
    read: (keys) => store.transaction(({ dialogState }) => dialogState.read(keys)),
    write: (changes) => {
      // Converts dates in a dialog's options to text, which the store requires.
      const plain = JSON.parse(JSON.stringify(changes)) as Items;
      return store.transaction(({ dialogState }) => dialogState.write(plain));
    },
    delete: (keys) => store.transaction(({ dialogState }) => dialogState.delete(keys)),
  };
}
