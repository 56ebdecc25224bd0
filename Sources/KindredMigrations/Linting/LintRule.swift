/// A rule of the linter, by its id.
public struct LintRule: Sendable, Hashable, Codable, Comparable, CustomStringConvertible, RawRepresentable {
  /// The id, such as `K101`.
  public let rawValue: String

  /// Names a rule.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// The id.
  public var description: String { rawValue }
  /// Orders by id.
  public static func < (lhs: LintRule, rhs: LintRule) -> Bool { lhs.rawValue < rhs.rawValue }

  private init(_ id: String) { rawValue = id }

  // MARK: Rows that are lost or refused

  /// A column or table with rows is dropped.
  public static let K101 = LintRule("K101")
  /// A column gets a narrower type.
  public static let K102 = LintRule("K102")
  /// A column that cannot be NULL has no value for the rows that exist.
  public static let K103 = LintRule("K103")
  /// Rows that exist may not be unique.
  public static let K104 = LintRule("K104")
  /// All rows that exist get the same value in a unique column.
  public static let K105 = LintRule("K105")
  /// SQLite keeps values that are not of the new type.
  public static let K106 = LintRule("K106")

  // MARK: Releases that are still running

  /// A table or column is renamed while a release uses it.
  public static let K201 = LintRule("K201")
  /// The inserts of the running release lack a column that cannot be NULL.
  public static let K202 = LintRule("K202")
  /// The inserts of the new release lack a column that still cannot be NULL.
  public static let K203 = LintRule("K203")

  // MARK: Locks on PostgreSQL

  /// An index is made while writers wait.
  public static let K301 = LintRule("K301")
  /// A foreign key or check is validated while writers wait.
  public static let K302 = LintRule("K302")
  /// `SET NOT NULL` reads the table while everybody waits.
  public static let K303 = LintRule("K303")
  /// A unique constraint makes its index while everybody waits.
  public static let K304 = LintRule("K304")
  /// The table is rewritten while everybody waits.
  public static let K305 = LintRule("K305")
  /// A column with a check reads the table while everybody waits.
  public static let K306 = LintRule("K306")
  /// Dropping a table locks the tables that its foreign keys point to.
  public static let K307 = LintRule("K307")
  /// Rows and schema are changed in one transaction.
  public static let K308 = LintRule("K308")

  // MARK: Remakes on SQLite

  /// A table is copied.
  public static let K401 = LintRule("K401")
  /// A view or trigger that the history does not know uses a table that is copied.
  public static let K402 = LintRule("K402")
  /// Rows are changed while foreign keys are off.
  public static let K403 = LintRule("K403")

  // MARK: What the linter cannot see

  /// A statement of one's own.
  public static let K601 = LintRule("K601")
  /// An operation that cannot be undone.
  public static let K602 = LintRule("K602")
}
