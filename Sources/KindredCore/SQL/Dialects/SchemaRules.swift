/// How a database spells what tables are made of.
package protocol SchemaRules: Sendable {
  /// The largest length of an identifier, in bytes of UTF-8.
  var maximumIdentifierLength: Int { get }
  /// The spelling of a default that the database computes.
  func current(_ moment: DatabaseDefault.Moment) -> String
  /// What follows the column's type: a key's clause, a check on the type's range, a comment.
  func columnSuffix(_ column: CreateTableStatement.ColumnDefinition, quoted: String) -> String
  /// What follows the columns of a table: a storage engine, a comment.
  func tableSuffix(_ statement: CreateTableStatement) -> String
  /// What follows a foreign key, so that it is checked when the transaction ends.
  var foreignKeySuffix: String { get }
  /// Writes the statement that adds a foreign key to a table that is there. Where it is conditional, one that is there
  /// already is left as it is.
  func writeForeignKey(_ statement: AddForeignKeyStatement, to writer: inout SQLWriter)
  /// The statement that comments a table or a column; nil where comments are none of their own, or are not kept. Where it
  /// is conditional, a column that is not there does not matter.
  func comment(_ statement: CommentStatement) -> String?
  /// Writes the statement that makes an index.
  func writeIndex(_ statement: CreateIndexStatement, to writer: inout SQLWriter)
  /// The operator class of an additional index that finds a beginning of text; nil where none is needed.
  func prefixOperatorClass(_ type: ColumnType) -> String?
  /// Where NULL is in an index, behind its column; empty where an index cannot say so.
  func placeOfNulls(_ nulls: SelectStatement.Order.Nulls) -> String
}
