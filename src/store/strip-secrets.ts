import type { DatabaseSync } from "node:sqlite";

/**
 * What each act of the log becomes that carries what proves an account, or where a browser is told; one that is void takes
 * its place in the order.
 */
const ACTS = `UPDATE log SET body = CASE body ->> '$.act.type'
    WHEN 'device-add' THEN json_set(body, '$.act', json_object('type', 'device-remove',
      'account', body ->> '$.act.account', 'id', body ->> '$.act.device.id'))
    WHEN 'push-add' THEN json_set(body, '$.act', json_object('type', 'push-remove',
      'account', body ->> '$.act.account', 'endpoint', ''))
    WHEN 'push-remove' THEN json_set(body, '$.act.endpoint', '')
    ELSE json_remove(body, '$.act.verifier', '$.act.device')
  END
  WHERE body ->> '$.act.type' IN ('register', 'passwd', 'device-add', 'push-add', 'push-remove')`;

/** The same of the accounts in the snapshot. */
const ACCOUNTS = `UPDATE snapshot SET body = json_set(body, '$.accounts', (
    SELECT json_group_array(json(json_set(
      json_remove(value, '$.verifier'), '$.devices', json_array(), '$.pushes', json_array()
    )))
    FROM json_each(snapshot.body, '$.accounts')
  ))
  WHERE json_array_length(body, '$.accounts') > 0`;

/**
 * Takes out of a copy of the database what proves accounts: the passwords' verifiers, and the digests of devices' tokens;
 * and where browsers are told, with their keys. Afterwards it stands in no page of the copy.
 * @returns whether there was something
 */
export function stripSecrets(db: DatabaseSync): boolean {
  db.exec("PRAGMA journal_mode = OFF; PRAGMA secure_delete = ON");
  const changes = [ACTS, ACCOUNTS].map((sql) => Number(db.prepare(sql).run().changes));
  if (changes.every((rows) => rows === 0)) return false;
  // What is left of longer rows in pages that were divided.
  db.exec("VACUUM");
  return true;
}
