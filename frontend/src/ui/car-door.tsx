/** What somebody sees who follows a link to a car and is not signed in: what anybody may know of it, and the two ways on. */
import { Link } from "wouter";
import { say, sayWith } from "../language/say.ts";
import { hrefOf } from "../places.ts";
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
        {say("No car with this number is in the record. Compare the address with the one that you were given.")}
      </p>
    );
  }
  if (trouble !== null) return <Problem error={trouble} retry={() => query.refetch()} />;
  if (!head) return <Loading>{say("Asking the node for this car…")}</Loading>;
  return (
    <>
      <p className="font-medium">
        {head.sequence === 0
          ? say("The car is in the record. Nothing that it signed has arrived yet.")
          : say(
              "The car is in the record. The last message that it signed and that arrived is no. {sequence, number}.",
              { sequence: head.sequence },
            )}
      </p>
      <p className="mt-1 text-sm text-soft">
        {say(
          "Recorded: this is the word of the node that answered. Odometer, history and verdict are sealed, and its owner decides who sees them.",
        )}
      </p>
    </>
  );
}

/** The page of one car for a stranger. `id` is 16 hexadecimal digits. */
export function CarDoor({ id }: { readonly id: string }) {
  return (
    <PageFrame
      title={say("A link to a car")}
      heading={say("You followed a link to a car")}
      lead={<p>{sayWith("Device {id}", { id: <span className="code">{id}</span> })}</p>}
    >
      <Ended />
      <div className="card max-w-3xl p-5" aria-live="polite" data-testid="car-known">
        <Known id={id} />
      </div>
      <div className="grid gap-x-10 lg:grid-cols-2">
        <Section id="buying" title={say("You want to buy it")}>
          <p className="mb-4 max-w-xl text-soft">
            {say(
              "Ask the seller for a pass of this car: a link or a QR code. It shows you what the owner chose, and your own browser proves it. You need no account.",
            )}
          </p>
          <Link href={hrefOf({ page: "check" })} className="button button-primary">
            {say("Check a pass")}
          </Link>
        </Section>
        <Section id="owning" title={say("It is your car")}>
          <p className="mb-4 max-w-xl text-soft">
            {say("Sign in with the wallet or the demo key that owns it, and you see it at once.")}
          </p>
          <SignInButtons />
        </Section>
      </div>
    </PageFrame>
  );
}
