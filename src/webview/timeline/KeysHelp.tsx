import { useEffect, useRef } from 'preact/hooks';
import { GESTURES, KEYS } from './keys';
import { Legend } from './Legend';

/** The list of keys, over the view until it is closed. */
export function KeysHelp({ close }: { readonly close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="keys" aria-labelledby="keys-title" onClose={close}>
      <header>
        <h2 id="keys-title">Keys and signs</h2>
        <button type="button" class="plain" aria-label="Close" onClick={() => dialog.current?.close()}>
          <span aria-hidden="true">✕</span>
        </button>
      </header>
      <div class="keys-lists" tabIndex={0} role="group" aria-labelledby="keys-title">
        <dl>
          {KEYS.map(({ shown, meaning }) => (
            <KeyRow key={shown} shown={shown} meaning={meaning} />
          ))}
        </dl>
        <h3>With the pointer</h3>
        <dl>
          {GESTURES.map(({ shown, meaning }) => (
            <KeyRow key={shown} shown={shown} meaning={meaning} />
          ))}
        </dl>
        <Legend />
      </div>
    </dialog>
  );
}

function KeyRow({ shown, meaning }: { readonly shown: string; readonly meaning: string }) {
  return (
    <div>
      <dt>
        <kbd>{shown}</kbd>
      </dt>
      <dd>{meaning}</dd>
    </div>
  );
}
