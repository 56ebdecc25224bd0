/// A constraint of a ``TableState``.
///
/// A name of nil is one that Kindred or the database derives. Constraints with derived names are matched by what they
/// say, so that only an explicit name can be renamed.
public struct ConstraintState: Sendable, Hashable {
  /// What a constraint demands.
  public enum Kind: Sendable, Hashable {
    /// No two rows have the same values.
    case unique(columns: [String])
    /// A condition on the columns of one row, which are named as in the database.
    case check(NamedExpression)
    /// The values are a key of another table.
    case foreignKey(ForeignKeyState)
  }

  /// The explicit name.
  public var name: String?
  /// What the constraint demands.
  public var kind: Kind

  /// Makes a constraint.
  public init(_ name: String? = nil, _ kind: Kind) {
    self.name = name
    self.kind = kind
  }
}

/// A foreign key of a ``TableState``. The database checks it when a transaction ends.
public struct ForeignKeyState: Sendable, Hashable, Codable {
  /// What the database does when the row that is pointed to is deleted.
  public enum Action: String, Sendable, Hashable, Codable {
    case cascade, setNull, setDefault
  }

  /// The columns.
  public var columns: [String]
  /// The table that they point to.
  public var table: String
  /// The columns there.
  public var targets: [String]
  /// What the database does when the row there is deleted; nil if it refuses.
  public var onDelete: Action?

  /// Makes a foreign key.
  public init(columns: [String], table: String, targets: [String], onDelete: Action? = nil) {
    self.columns = columns
    self.table = table
    self.targets = targets
    self.onDelete = onDelete
  }
}
