/** What the InputBox itself says of its inputs: a server that leaves out logs, or changes them, is found out. */
import { inputBoxInterface } from "@witness/ethereum/abi";
import { ChainError } from "@witness/ethereum/errors";
import { type Call, quantity } from "@witness/ethereum/rpc";

/** The InputBox, as far as one application's inputs go. */
export class InputBox {
  /** 0x and 40 digits. */
  readonly address: string;
  readonly #application: string;
  readonly #call: Call;

  constructor(call: Call, address: string, application: string) {
    this.#call = call;
    this.address = address;
    this.#application = application;
  }

  /** Returns how many inputs there are as of a block. */
  async count(block: number): Promise<number> {
    return Number(await this.#ask("getNumberOfInputs", [this.#application], block));
  }

  /** Returns the hash (0x and 64 digits) that the contract keeps of an input. */
  async hashOf(index: number, block: number): Promise<string> {
    return String(await this.#ask("getInputHash", [this.#application, index], block));
  }

  async #ask(name: string, args: readonly unknown[], block: number): Promise<unknown> {
    const data = inputBoxInterface.encodeFunctionData(name, args);
    const returned = await this.#call("eth_call", [{ to: this.address, data }, quantity(block)]);
    try {
      return inputBoxInterface.decodeFunctionResult(name, String(returned))[0];
    } catch (cause) {
      const sentence = `What the chain's node returns for ${name} is no answer of an InputBox; check the deployment file.`;
      throw new ChainError(sentence, { code: "chain-answer-malformed", cause });
    }
  }
}
