import { useEffect, useId, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFocusBack } from '../focus-back.ts';

/**
 * A question about an act, as the browser's own dialog. The safe answer has the focus; Escape is that answer too. `act` is
 * null while it is not known yet what would happen, and where nothing would.
 */
export function ActDialog({
  title,
  act,
  manner = 'danger',
  isActing = false,
  onAct,
  onClose,
  children,
}: {
  readonly title: string;
  readonly act: string | null;
  readonly manner?: 'danger' | 'primary';
  readonly isActing?: boolean;
  readonly onAct: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  const cancel = useRef<HTMLButtonElement>(null);
  const id = useId();
  useFocusBack();
  useEffect(() => {
    dialog.current?.showModal();
    cancel.current?.focus();
    return () => dialog.current?.close();
  }, []);
  useEffect(() => {
    // What was pressed may be gone, or cannot be pressed any more: nobody should look for the focus.
    if (!isActing && dialog.current?.contains(document.activeElement) === false) cancel.current?.focus();
  });
  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        if (!isActing) onClose();
      }}
    >
      <h1 id={id}>{title}</h1>
      <div className="dialog-body">{children}</div>
      <div className="dialog-foot">
        <button type="button" className="button" ref={cancel} disabled={isActing} onClick={onClose}>
          {t(act === null ? 'actions.close' : 'actions.cancel')}
        </button>
        {act !== null && (
          <button type="button" className={`button ${manner}`} disabled={isActing} onClick={onAct}>
            {act}
          </button>
        )}
      </div>
    </dialog>
  );
}
