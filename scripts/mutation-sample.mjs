// A plugin of Stryker's, in the form that it takes: leaves all but every so many-th function and constant of a file alone, the same each time.
import { createHash } from 'node:crypto';
import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

const sample = {
  shouldIgnore(path) {
    // Read each time: one process changes several floors, of which only some are sampled.
    const every = Number(process.env.MUTATED_EVERY ?? 1);
    if (every === 1 || !path.parentPath?.isProgram()) return undefined;
    const { declaration, id, declarations } = path.node;
    const named = [
      id,
      declaration?.id,
      ...(declarations ?? declaration?.declarations ?? []).map((one) => one.id),
    ];
    const name = named.find((one) => one?.name)?.name ?? '';
    const [byte = 0] = createHash('sha256')
      .update(path.hub.file.opts.filename.replace(/.*\/lib\//, '') + name)
      .digest();
    return byte % every === 0 ? undefined : 'one of many';
  },
};

export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, 'sample', sample)];
