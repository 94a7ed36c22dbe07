import { X509Certificate } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { isIP } from "node:net";
import { join } from "node:path";
import process from "node:process";
import { lookAtCluster } from "../../cluster/jetstream/look.ts";
import { LIMITS } from "../../core/limits.ts";
import { type DatabaseFacts, examineDatabase } from "../../store/examine/examine-database.ts";
import { examineFiles } from "../../store/examine/examine-files.ts";
import { examineSearch } from "../../store/examine/examine-search.ts";
import { StoreError } from "../../store/store-error.ts";
import { type Config, type Environment, readConfig, readDataFolder } from "../config.ts";
import { ConfigError } from "../config-error.ts";
import type { RawOptions } from "../options.ts";
import { VERSION } from "../version.ts";
import { type CertificateFacts, certificateFindings } from "./certificate-findings.ts";
import { clusterFindings } from "./cluster-findings.ts";
import { databaseFindings, filesFindings, searchFinding } from "./database-findings.ts";
import { type Finding, ok, wrong } from "./finding.ts";
import { type FolderFacts, folderFacts } from "./folder-facts.ts";
import { folderFindings, isRunningOn } from "./folder-findings.ts";
import { machineFindings } from "./machine-findings.ts";
import { portFacts } from "./port-facts.ts";
import { portFindings } from "./port-findings.ts";

/**
 * Looks at all that a server of this configuration needs, and says what it finds, as it goes on. It changes nothing, and a
 * server may run meanwhile.
 */
export async function* examine(flags: RawOptions, environment: Environment): AsyncGenerator<Finding, void, undefined> {
  yield* machineFindings(machineFacts());
  const config = configOf(flags, environment);
  if (typeof config === "string") yield wrong("configuration", config);
  else yield ok("configuration", "The configuration is right.");
  const data = typeof config === "string" ? readDataFolder(flags, environment) : config.data;
  const folder = await folderFacts(data);
  if (typeof config !== "string") {
    for (const listener of config.listeners) yield* portFindings(await portFacts(listener), isRunningOn(folder));
    const certificate = certificateFacts(config);
    if (typeof certificate === "string") yield wrong("certificate", certificate);
    else if (certificate) yield* certificateFindings(certificate, Date.now());
  }
  yield* folderFindings(folder);
  const database = databaseIn(folder);
  if (database) yield* contentFindings(data, database);
  else if (folder.is === "there") yield ok("database", "There is no database yet; the server makes it when it starts.");
  if (typeof config === "string" || !config.cluster) return;
  yield* clusterFindings(await lookAtCluster({ ...config.cluster, ...(database?.mark && { mark: database.mark }) }));
}

/** The configuration, or the sentence with which the server would not start. */
function configOf(flags: RawOptions, environment: Environment): Config | string {
  try {
    return readConfig(flags, environment);
  } catch (cause) {
    if (cause instanceof ConfigError) return cause.message;
    throw cause;
  }
}

function databaseIn({ path, is, entries }: FolderFacts): DatabaseFacts | undefined {
  if (is !== "there" || !entries.some(({ name }) => name === "parley.db")) return undefined;
  return examineDatabase(path, LIMITS.doctorLines);
}

async function* contentFindings(path: string, database: DatabaseFacts): AsyncGenerator<Finding, void, undefined> {
  yield* databaseFindings(database, Date.now());
  // What is of another schema, or damaged, is not looked at any further.
  if (!database.history) return;
  try {
    yield searchFinding(examineSearch(path), database.history.events);
    yield* filesFindings(await examineFiles(path, LIMITS.doctorLines));
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    yield wrong(
      "files",
      cause instanceof StoreError ? cause.message : `The shared files can't be looked at: ${cause.message}.`,
    );
  }
}

function machineFacts(): { readonly node: string; readonly version: string; readonly openFiles?: number } {
  return { node: process.versions.node, version: VERSION, ...openFilesOf() };
}

/** How many files this process may have open; nothing where it is not bounded, or nobody says. */
function openFilesOf(): { readonly openFiles?: number } {
  const report: unknown = process.report.getReport();
  const limits = fieldOf(report, "userLimits");
  const openFiles = fieldOf(fieldOf(limits, "open_files"), "soft");
  return typeof openFiles === "number" ? { openFiles } : {};
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Object.getOwnPropertyDescriptor(value, name)?.value : undefined;
}

/** The certificate that a server of this configuration has; nothing if it has none yet; a sentence if it can't be read. */
function certificateFacts({ tls, data, url }: Config): CertificateFacts | string | undefined {
  if (!tls) return undefined;
  const { certFile, keyFile } = tls.own ?? {
    certFile: join(data, "tls", "cert.pem"),
    keyFile: join(data, "tls", "key.pem"),
  };
  try {
    const certificate = new X509Certificate(readFileSync(certFile));
    const host = url === undefined ? undefined : new URL(url).hostname.replace(/^\[|\]$/g, "");
    return {
      file: certFile,
      keyFile,
      isMade: !tls.own,
      expires: certificate.validToDate.getTime(),
      fingerprint: certificate.fingerprint256,
      isKeyOpen: (statSync(keyFile).mode & 0o004) !== 0,
      ...(host !== undefined && { outside: { host, isNamed: isFor(certificate, host) } }),
    };
  } catch (cause) {
    const isMissing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
    if (isMissing && !tls.own) return undefined;
    return `The certificate ${certFile} or its key can't be read: ${cause instanceof Error ? cause.message : String(cause)}.`;
  }
}

function isFor(certificate: X509Certificate, host: string): boolean {
  return (isIP(host) ? certificate.checkIP(host) : certificate.checkHost(host)) !== undefined;
}
