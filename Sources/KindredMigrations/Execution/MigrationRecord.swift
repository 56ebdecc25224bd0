public import KindredCore

#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// What a database knows of a migration: a row of the table `kindred_migrations`.
public struct MigrationRecord: Sendable, Hashable {
  /// How far a migration is.
  public enum Status: String, Sendable, Hashable {
    /// Some of its steps are done.
    case applying
    /// It is applied.
    case applied
    /// Some of the steps that undo it are done.
    case reverting
  }

  /// The migration's name.
  public let id: MigrationID
  /// The hash of its operations when it was applied.
  public var checksum: String
  /// The hash of the tables that it changed, as they were afterwards.
  public var effect: String
  /// How far it is.
  public var status: Status
  /// The number of steps that are done.
  public var stepsDone: Int
  /// The number of steps.
  public var stepsTotal: Int
  /// The fingerprints of the steps that are done.
  var fingerprints: [String]
  /// Whether the next step was begun outside of a transaction, so that it may be done.
  public var isInDoubt: Bool
  /// The place of an interrupted backfill.
  var cursor: String?
  /// What the last attempt failed with.
  public var error: String?
  /// When the first step began.
  public var startedAt: Date
  /// When the last step was done.
  public var finishedAt: Date?
  /// The program that applied it; `fake` if it was only recorded.
  public var tool: String

  /// Whether the migration counts as applied. It does as well if it was to be undone, and nothing of it is undone yet.
  var isApplied: Bool {
    status == .applied || (status == .reverting && stepsDone == 0 && !isInDoubt && cursor == nil)
  }
}

extension MigrationRecord {
  /// The table of the records.
  static let table = TableState(
    "kindred_migrations",
    columns: [
      ColumnState("app", .text), ColumnState("name", .text), ColumnState("checksum", .text),
      ColumnState("state_hash", .text), ColumnState("status", .text), ColumnState("steps_done", .integer(bits: 64)),
      ColumnState("steps_total", .integer(bits: 64)), ColumnState("fingerprints", .text),
      ColumnState("in_doubt", .bool), ColumnState("cursor", .text, isNullable: true),
      ColumnState("error", .text, isNullable: true), ColumnState("started_at", .timestamp),
      ColumnState("finished_at", .timestamp, isNullable: true), ColumnState("tool", .text),
    ], key: ["app", "name"])

  /// The table of the lock, which has one row. Only servers have it.
  static let lockTable = TableState(
    "kindred_migration_lock",
    columns: [
      ColumnState("id", .integer(bits: 64)), ColumnState("holder", .text), ColumnState("token", .integer(bits: 64)),
      ColumnState("migration", .text, isNullable: true), ColumnState("expires_at", .timestamp),
    ], key: ["id"])
}
