// Reads every route that Plumbline reads of Pipedrive with Pipedrive's own client, and prints what came as JSON: node read-pipedrive.mjs ADDRESS TOKEN
import * as v1 from 'pipedrive/v1';
import * as v2 from 'pipedrive/v2';

const [address, token] = process.argv.slice(2);
const first = new v1.Configuration({ apiKey: token, basePath: `${address}/v1` });
const second = new v2.Configuration({ apiKey: token, basePath: `${address}/api/v2` });

async function all(ask) {
  const found = [];
  let cursor;
  do {
    const page = await ask(cursor);
    found.push(...page.data);
    cursor = page.additional_data?.next_cursor;
  } while (cursor);
  return found;
}

const deals = new v2.DealsApi(second);
const activities = new v2.ActivitiesApi(second);
const read = {
  users: (await new v1.UsersApi(first).getUsers()).data,
  pipelines: await all((cursor) => new v2.PipelinesApi(second).getPipelines({ limit: 2, cursor })),
  stages: await all((cursor) => new v2.StagesApi(second).getStages({ limit: 2, cursor })),
  deals: await all((cursor) => deals.getDeals({ limit: 2, cursor, sort_by: 'update_time', sort_direction: 'asc' })),
  since: await all((cursor) => deals.getDeals({ limit: 2, cursor, sort_by: 'update_time', updated_since: '2026-10-05T00:00:00Z' })),
  archived: await all((cursor) => deals.getArchivedDeals({ limit: 2, cursor })),
  deleted: await all((cursor) => deals.getDeals({ limit: 2, cursor, status: 'deleted' })),
  open: await all((cursor) => activities.getActivities({ limit: 2, cursor, done: false, sort_by: 'update_time', sort_direction: 'asc' })),
  touched: await all((cursor) => activities.getActivities({ limit: 2, cursor, updated_since: '2026-10-07T00:00:00Z' })),
  held: await all((cursor) => activities.getActivities({ limit: 2, cursor, ids: '2,404' })),
  changes: await all((cursor) => new v1.DealsApi(first).getDealChangelog({ id: 1, limit: 2, cursor })),
};
// A field of a company's own is looked up by its key, and set on one deal.
const key = 'ab'.repeat(20);
const field = (await new v2.DealFieldsApi(second).getDealField({ field_code: key })).data;
const written = (await deals.updateDeal({ id: 1, UpdateDealRequest: { custom_fields: { [key]: 'Align' } } })).data.custom_fields[key];
let refused = 0;
try {
  await new v2.DealsApi(new v2.Configuration({ apiKey: 'other', basePath: `${address}/api/v2` })).getDeals({});
} catch (error) {
  // The client throws what was answered.
  refused = error.errorCode;
}
console.log(JSON.stringify({ ...read, field, written, refused }));
