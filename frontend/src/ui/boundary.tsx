/** What stands in for a page that could not be shown: a sentence and a way back, instead of nothing at all. */
import { Component, type ReactNode } from "react";
import { say } from "../language/say.ts";
import { hrefOf } from "../places.ts";
import { Heading } from "./page-frame.tsx";
import { Problem } from "./problem.tsx";

interface Props {
  /** Where the reader is; going elsewhere is a new attempt. */
  readonly location: string;
  readonly children: ReactNode;
}

interface State {
  /** What was thrown, wrapped, since anything can be thrown. */
  readonly failure: { readonly error: unknown } | undefined;
  readonly location: string;
}

/** Catches what is thrown while its children are fetched or shown. Only a class can do so in React. */
export class Boundary extends Component<Props, State> {
  override state: State = { failure: undefined, location: this.props.location };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { failure: { error } };
  }

  static getDerivedStateFromProps({ location }: Props, state: State): State | null {
    return location === state.location ? null : { failure: undefined, location };
  }

  override render(): ReactNode {
    if (!this.state.failure) return this.props.children;
    return (
      <>
        <Heading title={say("Not shown")} className="text-3xl sm:text-4xl">
          {say("This page could not be shown")}
        </Heading>
        <div className="mt-6">
          <Problem error={this.state.failure.error} retry={() => window.location.reload()} />
        </div>
        {/* Not the router's link: the whole page starts anew. */}
        <p className="mt-4">
          <a href={hrefOf({ page: "garage" })} className="link">
            {say("Go to your cars")}
          </a>
        </p>
      </>
    );
  }
}
