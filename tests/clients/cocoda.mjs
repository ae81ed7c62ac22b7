// Asks a reconciliation service with cocoda-sdk: mappings for each label, as JSON.
//   node cocoda.mjs SERVICE LABEL...
import sdk from 'cocoda-sdk';

const [service, ...labels] = process.argv.slice(2);
sdk.addAllProviders();
const registry = sdk.cdk.initializeRegistry({
  uri: 'https://example.org/registry',
  provider: 'ReconciliationApi',
  api: service,
  schemes: [{ uri: 'https://example.org/to', namespace: '' }],
});
const found = {};
for (const label of labels) {
  const mappings = await registry.getMappings({
    from: {
      uri: 'https://example.org/from/1',
      inScheme: [{ uri: 'https://example.org/from' }],
      prefLabel: { sv: label },
    },
    mode: 'or',
  });
  found[label] = mappings.map((one) => ({ uri: one.to.memberSet[0].uri, type: one.type[0] }));
}
console.log(JSON.stringify(found));
