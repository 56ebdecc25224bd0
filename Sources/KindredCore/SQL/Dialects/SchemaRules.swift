/// The dialect's schema definitions.
package protocol SchemaRules: Sendable {
  /// The maximum length of an identifier, in UTF-8 bytes.
  var maximumIdentifierLength: Int { get }
  /// The spelling of a default taken from the clock.
  func current(_ moment: DatabaseDefault.Moment) -> String
  /// The text after a column's type: primary key, range check, comment.
  func columnSuffix(_ column: CreateTableStatement.ColumnDefinition, quoted: String) -> String
  /// The text after a table's columns: storage engine, comment.
  func tableSuffix(_ statement: CreateTableStatement) -> String
  /// The text after a foreign key that defers its check to the end of the transaction.
  var foreignKeySuffix: String { get }
  /// Writes the statement that adds a foreign key to an existing table. If conditional, an existing foreign key is kept
  /// without an error.
  func writeForeignKey(_ statement: AddForeignKeyStatement, to writer: inout SQLWriter)
  /// The statement that comments on a table or a column; nil when comments are part of `CREATE TABLE` or not supported.
  /// If conditional, a missing column is ignored.
  func comment(_ statement: CommentStatement) -> String?
  /// Writes `CREATE INDEX`.
  func writeIndex(_ statement: CreateIndexStatement, to writer: inout SQLWriter)
  /// The operator class of an additional index for prefix scans (`LIKE 'a%'`); nil if none is needed.
  func prefixOperatorClass(_ type: ColumnType) -> String?
  /// The name that the database gives to the unique constraint of one column that is written beside it; nil if it has
  /// none.
  func uniqueName(table: String, column: String) -> String?
  /// Writes the statements of changes to a schema.
  var editor: any SchemaEditor { get }
  /// Reads the catalogue of a database.
  var reader: any SchemaReader { get }
  /// The position of NULL in an index, after its column; empty if indexes cannot specify it.
  func placeOfNulls(_ nulls: SelectStatement.Order.Nulls) -> String
}
