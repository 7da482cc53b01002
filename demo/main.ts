import { Command } from "commander";
import { openHouse } from "../bench/house.ts";
import { makeStage } from "./stage.ts";
import { tellStory } from "./story.ts";

const program = new Command("demo")
  .description("Two devices, a fresh server and its database, on this terminal: what Sealgraph does, in two minutes.")
  .option("--fast", "without pauses", false)
  .parse();

const { fast } = program.opts<{ fast: boolean }>();
const stage = makeStage(fast ? 0 : 2_500);
stage.print("Starting a server and a PostgreSQL of their own, in a folder that is taken away afterwards …");
const house = await openHouse();
try {
  await tellStory(house, stage);
  await stage.chapter("The end. npm start, and README.md from here.");
} finally {
  await house.close();
}
