/// A statement as spans, metrics and the log describe it.
struct ObservedStatement: Sendable {
  let sql: String
  let table: String?

  init(sql: String, table: String? = nil) {
    self.sql = sql
    self.table = table
  }

  init(_ plan: StatementPlan) { self.init(sql: plan.sql, table: plan.model?.table) }

  /// The statement's first word, such as SELECT.
  var operation: String { String(sql.drop(while: \.isWhitespace).prefix { !$0.isWhitespace }) }

  /// The operation and its table. It has a low cardinality.
  var summary: String { table.map { "\(operation) \($0)" } ?? operation }
}
