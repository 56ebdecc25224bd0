/// Statements that are combined by a set operation.
package struct CompoundStatement: Sendable, Hashable {
  package let operation: SetOperation
  package let isAll: Bool
  package let operands: [SelectStatement]
  /// The names of the columns of every operand.
  package let columns: [String]
}

extension SelectStatement {
  /// Whether it can stand beside a set operation without parentheses.
  package var isPlainOperand: Bool {
    order.isEmpty && limit == nil && offset == nil && lock == nil && distinctOn.isEmpty && !numbersRows
  }
}

extension StatementRules {
  /// `SELECT … UNION (SELECT … LIMIT …)`
  package func writeCompound(_ compound: CompoundStatement, to writer: inout SQLWriter) {
    for (index, operand) in compound.operands.enumerated() {
      if index > 0 {
        writer.write(verbatim: " \(compound.operation.keyword) ")
        if compound.isAll { writer.write("ALL ") }
      }
      if operand.isPlainOperand { writer.write(operand) } else { writer.parenthesised { $0.write(operand) } }
    }
  }
}
