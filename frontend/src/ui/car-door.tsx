/** What somebody sees who follows a link to a car and is not signed in: what anybody may know of it, and the two ways on. */
import { Link } from "wouter";
import { hrefOf } from "../places.ts";
import { count } from "./format.ts";
import { Loading } from "./loading.tsx";
import { PageFrame, Section } from "./page-frame.tsx";
import { Problem } from "./problem.tsx";
import { isUnknownDevice, usePublicHead, useTrouble } from "./queries.ts";
import { Ended, SignInButtons } from "./sign-in.tsx";

/** What the record says of a car to everybody. */
function Known({ id }: { readonly id: string }) {
  const query = usePublicHead(id);
  const trouble = useTrouble(query, 0);
  const head = query.data;
  if (isUnknownDevice(trouble)) {
    return (
      <p className="font-medium">
        No car with this number is in the record. Compare the address with the one that you were given.
      </p>
    );
  }
  if (trouble !== null) return <Problem error={trouble} retry={() => query.refetch()} />;
  if (!head) return <Loading>Asking the node for this car…</Loading>;
  return (
    <>
      <p className="font-medium">
        {head.sequence === 0
          ? "The car is in the record. Nothing that it signed has arrived yet."
          : `The car is in the record. The last message that it signed and that arrived is no. ${count(head.sequence)}.`}
      </p>
      <p className="mt-1 text-sm text-soft">
        Recorded: this is the word of the node that answered. Odometer, history and verdict are sealed, and its owner
        decides who sees them.
      </p>
    </>
  );
}

/** The page of one car for a stranger. `id` is 16 hexadecimal digits. */
export function CarDoor({ id }: { readonly id: string }) {
  return (
    <PageFrame
      title="A link to a car"
      heading="You followed a link to a car"
      lead={
        <p>
          Device <span className="code">{id}</span>
        </p>
      }
    >
      <Ended />
      <div className="card max-w-3xl p-5" aria-live="polite" data-testid="car-known">
        <Known id={id} />
      </div>
      <div className="grid gap-x-10 lg:grid-cols-2">
        <Section id="buying" title="You want to buy it">
          <p className="mb-4 max-w-xl text-soft">
            Ask the seller for a pass of this car: a link or a QR code. It shows you what the owner chose, and your own
            browser proves it. You need no account.
          </p>
          <Link href={hrefOf({ page: "check" })} className="button button-primary">
            Check a pass
          </Link>
        </Section>
        <Section id="owning" title="It is your car">
          <p className="mb-4 max-w-xl text-soft">
            Sign in with the wallet or the demo key that owns it, and you see it at once.
          </p>
          <SignInButtons />
        </Section>
      </div>
    </PageFrame>
  );
}
