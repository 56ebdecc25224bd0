import KindredCore

/// What a rehearsal has found.
public struct RehearsalReport: Sendable {
  /// A migration that was rehearsed.
  public struct Item: Sendable {
    /// The migration.
    public let id: MigrationID
    /// Whether it was applied; otherwise it was undone.
    public let isForwards: Bool
    /// How long it took on the copy.
    public let duration: Duration
    /// How long it took to go back; nil if that cannot be done.
    public let timeBack: Duration?
    /// What keeps it from going back: an operation that cannot be undone, or rows that do not fit into the schema before.
    /// nil also for a migration whose way back was not tried, because one behind it has none.
    public let problemBack: String?
    /// Its work, in order.
    public let work: [Work]
    /// The values that are lost with it.
    public let losses: [Loss]
  }

  /// What was one transaction, or one step outside of one.
  public struct Work: Sendable, Hashable {
    /// What it does.
    public let summary: String
    /// How long it took on the copy.
    public let duration: Duration
    /// What others could not do meanwhile, by the names of the tables.
    public let locks: [String: Lock]
  }

  /// The strongest lock on a table. The names are PostgreSQL's.
  public enum Lock: Int, Sendable, Hashable, Comparable, Codable {
    /// Others read and write, but change no schema.
    case shareUpdateExclusive
    /// Others read and change no rows.
    case share
    /// Others read and change no rows.
    case shareRowExclusive
    /// Others read and change no rows.
    case exclusive
    /// Others wait. On SQLite, those who write, to any table.
    case accessExclusive

    /// Whether one keeps others from less than another.
    public static func < (lhs: Lock, rhs: Lock) -> Bool { lhs.rawValue < rhs.rawValue }
  }

  /// Values that are lost.
  public struct Loss: Sendable, Hashable {
    /// The change that loses them.
    public let change: String
    /// The number of rows that have one.
    public let rows: Int

    /// Names a loss.
    public init(change: String, rows: Int) {
      self.change = change
      self.rows = rows
    }
  }

  /// The migrations, in order.
  public let items: [Item]
}

extension RehearsalReport.Lock {
  /// The lock that a step says it takes.
  init?(_ lock: SchemaStep.Lock) {
    switch lock {
    case .none: return nil
    case .shareUpdateExclusive: self = .shareUpdateExclusive
    case .share: self = .share
    case .shareRowExclusive: self = .shareRowExclusive
    case .accessExclusive: self = .accessExclusive
    }
  }

  /// The lock by its name in PostgreSQL's catalogue; nil for one that keeps nobody from anything.
  init?(postgres name: String) {
    switch name {
    case "ShareUpdateExclusiveLock": self = .shareUpdateExclusive
    case "ShareLock": self = .share
    case "ShareRowExclusiveLock": self = .shareRowExclusive
    case "ExclusiveLock": self = .exclusive
    case "AccessExclusiveLock": self = .accessExclusive
    default: return nil
    }
  }

  /// The lock as it is written in SQL.
  public var name: String {
    switch self {
    case .shareUpdateExclusive: "SHARE UPDATE EXCLUSIVE"
    case .share: "SHARE"
    case .shareRowExclusive: "SHARE ROW EXCLUSIVE"
    case .exclusive: "EXCLUSIVE"
    case .accessExclusive: "ACCESS EXCLUSIVE"
    }
  }
}
