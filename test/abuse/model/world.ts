/** What the model test works on: a person's devices, their lines, and what was written to them. */
import { type Client, memoryStore, openClient, SealgraphError, type Store } from "../../../src/client/index.ts";
import type { TestHouse } from "../../support/house.ts";
import { type Line, makeLine } from "../../support/line.ts";
import { newPerson } from "../../support/person.ts";

export interface Device {
  readonly name: string;
  client: Client;
  readonly line: Line;
  readonly store: Store;
  session: string;
  /** What it is doing. */
  readonly doing: Set<Promise<unknown>>;
}

/** What is known to be true of what a person wrote, however it was interleaved. */
export interface Model {
  /** Every title and note that was ever written by them. */
  readonly written: Set<string>;
  /** Items whose addition was acknowledged. */
  readonly added: Map<string, string>;
  /** Notes whose writing was acknowledged, by item. */
  readonly edited: { readonly id: string; readonly notes: string }[];
  /** Items that somebody tried to purge or to move to the other profile: they may be gone. */
  readonly mayBeGone: Set<string>;
}

export interface World {
  readonly house: TestHouse;
  readonly devices: readonly Device[];
  readonly model: Model;
  /** What was thrown that is no error of the SDK's. */
  readonly strange: unknown[];
  serial: number;
}

export async function makeWorld(house: TestHouse): Promise<World> {
  house.advance(3_600_001);
  const [first, second] = [makePlace(), makePlace()];
  const settingsOf = ({ store, line }: ReturnType<typeof makePlace>) => ({ store, patience: 0, ...line.settings });
  const person = await newPerson(house, settingsOf(first));
  const phone = await person.onDevice("phone", settingsOf(second));
  const device = async (name: string, place: ReturnType<typeof makePlace>, client: Client): Promise<Device> => ({
    name,
    client,
    ...place,
    session: await client.makeSession(),
    doing: new Set(),
  });
  return {
    house,
    devices: [await device("laptop", first, person.client), await device("phone", second, phone)],
    model: { written: new Set(["", "start"]), added: new Map(), edited: [], mayBeGone: new Set() },
    strange: [],
    serial: 0,
  };
}

const makePlace = () => ({ store: memoryStore(), line: makeLine() });

/** Ends a device and begins it anew from its store, as another process would. */
export async function restart({ house }: World, device: Device): Promise<void> {
  await Promise.all(device.doing);
  await device.client.close();
  const { store, line } = device;
  device.client = (await openClient({ url: house.url, store, patience: 0, ...line.settings })) as Client;
  await device.client.unlockWithSession(device.session);
}

/** Has a device do something; what it throws has to be the SDK's own. */
export function attempt({ strange }: World, device: Device, work: () => Promise<unknown>): Promise<void> {
  const done: Promise<void> = Promise.resolve()
    .then(work)
    .then(
      () => {},
      (error) => {
        if (!(error instanceof SealgraphError)) strange.push(error);
      },
    )
    .finally(() => device.doing.delete(done));
  device.doing.add(done);
  return done;
}
