/** `npm run schema -- schema.graphql`: writes the contract as one document. Without a file it is printed, by `npm run -s schema` alone. */
import { writeFileSync } from "node:fs";
import { contractText } from "../src/schema/contract.ts";

const [file] = process.argv.slice(2);
if (file === undefined) process.stdout.write(contractText());
else writeFileSync(file, contractText());
