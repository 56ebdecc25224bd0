import KindredCore

extension TableState {
  /// The SQL of an expression of the table's columns. Its values are constants in the text.
  func sql(of expression: NamedExpression, isCondition: Bool = false, on dialect: Dialect) throws -> RawSQL {
    var writer = SQLWriter(dialect: dialect)
    writer.write(try self.expression(of: expression, isCondition: isCondition, dialect: dialect))
    return RawSQL(unchecked: writer.text)
  }
}
