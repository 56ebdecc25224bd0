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
  public static let k101 = LintRule("K101")
  /// A column gets a narrower type.
  public static let k102 = LintRule("K102")
  /// A column that cannot be NULL has no value for the rows that exist.
  public static let k103 = LintRule("K103")
  /// Rows that exist may not be unique.
  public static let k104 = LintRule("K104")
  /// All rows that exist get the same value in a unique column.
  public static let k105 = LintRule("K105")
  /// SQLite keeps values that are not of the new type.
  public static let k106 = LintRule("K106")

  // MARK: Releases that are still running

  /// A table or column is renamed while a release uses it.
  public static let k201 = LintRule("K201")
  /// The inserts of the running release lack a column that cannot be NULL.
  public static let k202 = LintRule("K202")
  /// The inserts of the new release lack a column that still cannot be NULL.
  public static let k203 = LintRule("K203")

  // MARK: Locks on PostgreSQL

  /// An index is made while writers wait.
  public static let k301 = LintRule("K301")
  /// A foreign key or check is validated while writers wait.
  public static let k302 = LintRule("K302")
  /// `SET NOT NULL` reads the table while everybody waits.
  public static let k303 = LintRule("K303")
  /// A unique constraint makes its index while everybody waits.
  public static let k304 = LintRule("K304")
  /// The table is rewritten while everybody waits.
  public static let k305 = LintRule("K305")
  /// A column with a check reads the table while everybody waits.
  public static let k306 = LintRule("K306")
  /// Dropping a table locks the tables that its foreign keys point to.
  public static let k307 = LintRule("K307")
  /// Rows and schema are changed in one transaction.
  public static let k308 = LintRule("K308")

  // MARK: Remakes on SQLite

  /// A table is copied.
  public static let k401 = LintRule("K401")
  /// A view or trigger that the history does not know uses a table that is copied.
  public static let k402 = LintRule("K402")
  /// Rows are changed while foreign keys are off.
  public static let k403 = LintRule("K403")

  // MARK: What the linter cannot see

  /// A statement of one's own.
  public static let k601 = LintRule("K601")
  /// An operation that cannot be undone.
  public static let k602 = LintRule("K602")

  // MARK: All of them

  /// All rules, by their ids.
  public static let all: [LintRule] = [
    .k101, .k102, .k103, .k104, .k105, .k106, .k201, .k202, .k203, .k301, .k302, .k303, .k304, .k305, .k306, .k307,
    .k308, .k401, .k402, .k403, .k601, .k602,
  ]

  /// The page of the documentation about the rule: what it means, what Kindred does by itself, and what to do instead.
  public var page: String {
    "https://github.com/kindred-orm/kindred/blob/main/Sources/Kindred/Documentation.docc/Linter/\(rawValue).md"
  }
}
