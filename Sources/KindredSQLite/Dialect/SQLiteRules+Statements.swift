import KindredCore

extension SQLiteRules {
  func placeholder(_ index: Int) -> String { "?\(index)" }

  var randomOrder: String { "RANDOM()" }

  /// OFFSET is only valid after LIMIT.
  func writeSlice(limit: SQLExpression?, offset: SQLExpression?, to writer: inout SQLWriter) {
    writer.write(" LIMIT ")
    if let limit { writer.write(limit) } else { writer.write("-1") }
    guard let offset else { return }
    writer.write(" OFFSET ")
    writer.write(offset)
  }

  /// SQLite allows no parentheses around the operands of a set operation, and has neither INTERSECT ALL nor EXCEPT ALL:
  /// numbering equal rows makes them different.
  func writeCompound(_ compound: CompoundStatement, to writer: inout SQLWriter) {
    let numbersRows = compound.isAll && compound.operation != .union
    for (index, operand) in compound.operands.enumerated() {
      if index > 0 {
        writer.write(verbatim: " \(compound.operation.keyword) ")
        if compound.isAll && !numbersRows { writer.write("ALL ") }
      }
      if operand.isPlainOperand && !numbersRows {
        writer.write(operand)
        continue
      }
      writer.write("SELECT *")
      if numbersRows {
        writer.write(", ROW_NUMBER() OVER (PARTITION BY ")
        writer.list(compound.columns) { $0.write(identifier: $1) }
        writer.write(")")
      }
      writer.write(" FROM (")
      writer.write(operand)
      writer.write(")")
    }
  }

  func problem(of lock: SelectStatement.Lock, in statement: SelectStatement) -> String? {
    guard lock.options.waiting != .untilFree else { return nil }
    return "This database has no row locks, so it does not support noWait and skipLocked; leave them out here."
  }

  /// SQLite has no row locks.
  func writeLock(_ lock: SelectStatement.Lock, of statement: SelectStatement, to writer: inout SQLWriter) {}

  func writeConflict(
    _ conflict: InsertStatement.Conflict, of statement: InsertStatement, to writer: inout SQLWriter
  ) {
    writer.writeOnConflict(conflict)
  }

  /// Ordered or distinct joined texts are written as the function `kindred_joined`.
  func writeAggregate(_ call: AggregateCall, to writer: inout SQLWriter) {
    if call.isWindow {
      writer.writeCall(
        MovingAggregates.name(of: call.name), isDistinct: call.isDistinct, call.arguments, order: call.order)
    } else if call.name == JoinFunction.name {
      let form = SQLExpression.literal(.text(JoinFunction.form(of: call)))
      writer.writeCall(
        call.name, isDistinct: false, call.arguments + [form] + call.order.compactMap(\.expression))
    } else {
      writer.writeCall(call.name, isDistinct: call.isDistinct, call.arguments, order: call.order)
    }
    writer.write(filter: call.filter)
  }

  var explainPrefix: String { "EXPLAIN QUERY PLAN " }

  /// The text follows the node's number, its parent's number and an unused column.
  func explanation(in row: borrowing DatabaseRow) throws -> String { try row.string(3) }
}
