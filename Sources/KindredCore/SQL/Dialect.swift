/// How one database spells SQL.
///
/// Each driver's module adds its own: `Dialect.sqlite` comes with `KindredSQLite`, `Dialect.postgres` with
/// `KindredPostgres`.
public struct Dialect: Sendable {
  /// The database's name.
  public let name: String
  package let rules: any DialectRules

  package init(name: String, rules: any DialectRules) {
    self.name = name
    self.rules = rules
  }
}

/// What differs between databases.
package protocol DialectRules: Sendable {
  /// The character that encloses identifiers; it is doubled inside them.
  var identifierQuote: Unicode.Scalar { get }
  /// The largest length of an identifier, in bytes of UTF-8.
  var maximumIdentifierLength: Int { get }
  /// Whether the key that the database made is known without `RETURNING`.
  var reportsInsertedKey: Bool { get }
  /// What stands before a query to have it explained.
  var explainPrefix: String { get }
  /// What stands for "no limit" when there is only an offset; nil when an offset may stand alone.
  var unlimited: String? { get }

  /// Whether a distinct selection has to have what it is ordered by among its columns.
  var distinctSelectsOrder: Bool { get }
  /// Whether foreign keys are added when all tables are there, instead of with their table.
  var addsForeignKeysLater: Bool { get }
  /// Whether tables and columns can have comments.
  var keepsComments: Bool { get }
  /// Whether an index can say where NULL is.
  var ordersNullsInIndexes: Bool { get }
  /// Whether rows can be locked; where they cannot, a transaction that writes has the whole database to itself.
  var locksRows: Bool { get }
  /// Whether there is `DISTINCT ON`; where there is not, rows are numbered within each set of equal values.
  var hasDistinctOn: Bool { get }

  /// The operator class of an additional index that finds a beginning of text; nil where none is needed.
  func prefixOperatorClass(_ type: ColumnType) -> String?
  /// The spelling of a constant; nil for the one that all databases understand.
  func literal(_ value: DatabaseValue) -> String?
  /// How many rows a statement inserts where there are many, the larger number first; empty where one at a time is as
  /// fast.
  func rowsPerInsert(columns: Int) -> [Int]
  /// Text as a constant, between quotation marks.
  func quoted(_ text: String) -> String
  /// The placeholder of a parameter, counted from 1.
  func placeholder(_ index: Int) -> String
  /// Whether placeholders have numbers, so that one parameter can stand in several places.
  var numbersPlaceholders: Bool { get }
  /// What stands behind the placeholder of a value whose type the server would not know by itself; empty where it does
  /// not have to.
  func cast(of type: ColumnType) -> String
  /// The spelling of a column's type.
  func typeName(_ column: CreateTableStatement.ColumnDefinition) -> String
  /// What follows the column's type: a key's clause, a check on the type's range.
  func columnSuffix(_ column: CreateTableStatement.ColumnDefinition, quoted: String) -> String
  /// Writes a look-up of text in text.
  func writeMatch(_ match: TextMatch, _ text: SQLExpression, _ pattern: SQLExpression, to writer: inout SQLWriter)
  /// The one parameter in which a long list travels.
  func listParameter(_ values: [DatabaseValue]) -> DatabaseValue
  /// Writes a default that the database computes.
  func currentTime(_ kind: DatabaseDefault) -> String
  /// The form in which a value of a look-up of text is bound.
  func boundPattern(_ text: String, for match: TextMatch) -> String
}

extension DialectRules {
  package var distinctSelectsOrder: Bool { false }
  package var addsForeignKeysLater: Bool { false }
  package var keepsComments: Bool { false }
  package var ordersNullsInIndexes: Bool { false }
  package var locksRows: Bool { false }
  package var hasDistinctOn: Bool { false }
  package func prefixOperatorClass(_ type: ColumnType) -> String? { nil }
  package func literal(_ value: DatabaseValue) -> String? { nil }
  package func rowsPerInsert(columns: Int) -> [Int] { [] }
  package var numbersPlaceholders: Bool { true }
  package func cast(of type: ColumnType) -> String { "" }
  package func quoted(_ text: String) -> String { "'" + text.doubling("'") + "'" }
}

extension String {
  /// The text with another scalar before each of a kind. A quotation mark with an accent behind it is one character, but
  /// the database sees the mark.
  package func inserting(_ inserted: Unicode.Scalar, before scalars: Unicode.Scalar...) -> String {
    var text = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      if scalars.contains(scalar) { text.append(inserted) }
      text.append(scalar)
    }
    return String(text)
  }

  /// The text with each scalar of a kind twice.
  package func doubling(_ scalar: Unicode.Scalar) -> String { inserting(scalar, before: scalar) }
}
