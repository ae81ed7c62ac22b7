// Asks an endpoint with Comunica: queries as a JSON list on stdin, answers as one on stdout.
//   node comunica.mjs ENDPOINT
import { readFileSync } from 'node:fs';
import { QueryEngine } from '@comunica/query-sparql';

function term(node) {
  if (node.termType === 'NamedNode') return `<${node.value}>`;
  if (node.termType === 'Literal') {
    const end = node.language ? `@${node.language}` : `^^<${node.datatype.value}>`;
    return JSON.stringify(node.value) + end;
  }
  return `_:${node.value}`;
}

async function ask(engine, { form, text: query }, context) {
  if (form === 'ASK') return await engine.queryBoolean(query, context);
  if (form === 'CONSTRUCT') {
    const quads = await (await engine.queryQuads(query, context)).toArray();
    return quads.map((q) => [q.subject, q.predicate, q.object].map(term).join(' '));
  }
  const rows = await (await engine.queryBindings(query, context)).toArray();
  return rows.map((row) => Object.fromEntries([...row].map(([name, node]) => [name.value, term(node)])));
}

const engine = new QueryEngine();
const answers = [];
for (const query of JSON.parse(readFileSync(0, 'utf8'))) {
  answers.push(await ask(engine, query, { sources: [process.argv[2]] }));
}
console.log(JSON.stringify(answers));
