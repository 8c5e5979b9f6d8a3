/** The dialog that makes a pass. */
import { useEffect, useId, useRef } from "react";
import { say } from "../language/say.ts";
import { Loading } from "./loading.tsx";
import { PassForm } from "./pass-form.tsx";
import { PassMade } from "./pass-made.tsx";
import { Problem } from "./problem.tsx";
import { useMakePass, usePassCar } from "./use-passes.ts";

function Making({ id }: { readonly id: string }) {
  const asked = usePassCar(id);
  const { make, keep, canKeep } = useMakePass();
  if (make.data) return <PassMade made={make.data} canKeep={canKeep} kept={keep.data} trouble={keep.error} />;
  if (asked.error) return <Problem error={asked.error} retry={() => asked.refetch()} />;
  if (!asked.data) return <Loading>{say("Asking for the car's record…")}</Loading>;
  const { car, record } = asked.data;
  return (
    <>
      <PassForm car={car} record={record} isMaking={make.isPending} make={(order) => make.mutate(order)} />
      {make.error && !make.isPending && (
        <div className="mt-4" data-testid="pass-refused">
          <Problem error={make.error} />
          <p className="mt-2 text-soft">{say("No pass was made. You can try again.")}</p>
        </div>
      )}
    </>
  );
}

/** The dialog; it is open as long as it is there. `id` is the car's, 16 hexadecimal digits. */
export function PassDialog({ id, close }: { readonly id: string; readonly close: () => void }) {
  const heading = useId();
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    // The browser keeps the focus inside, and closes it with Escape.
    element.current?.showModal();
  }, []);
  return (
    <dialog
      ref={element}
      aria-labelledby={heading}
      onClose={close}
      className="m-auto max-h-[92dvh] w-[min(64rem,94vw)] overflow-y-auto rounded-xl border border-line bg-surface p-5 text-ink backdrop:bg-ink/50"
    >
      <div className="flex items-start justify-between gap-4">
        <h2 id={heading} className="text-2xl font-semibold">
          {say("Make a pass")}
        </h2>
        <button type="button" className="button px-3 text-sm" onClick={() => element.current?.close()}>
          {say("Close")}
        </button>
      </div>
      <p className="mt-1 max-w-2xl text-soft">
        {say(
          "A pass proves to a stranger what you choose of this car's record. Their own phone checks it; they need no account.",
        )}
      </p>
      <Making id={id} />
    </dialog>
  );
}
