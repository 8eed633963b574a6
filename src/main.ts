#!/usr/bin/env node
/** Entry of the command line. The exit code is set, not forced: what was written still has to get out. */
import { createNodeIo } from './cli/io.ts';
import { main } from './cli/main.ts';

process.exitCode = await main(process.argv.slice(2), createNodeIo());
