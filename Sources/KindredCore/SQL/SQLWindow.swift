/// A function over a window in a statement.
package struct SQLWindow: Sendable, Hashable {
  let operation: SQLOperation
  var operands: [SQLExpression]
  var partition: [SQLExpression]
  var order: [SelectStatement.Order]
  var frame: FrameShape<SQLExpression>?

  var children: [SQLExpression] {
    operands + partition + order.compactMap(\.expression) + (frame?.distances ?? [])
  }
}

extension SQLExpression {
  var containsWindow: Bool {
    if case .window = self { return true }
    return children.contains(where: \.containsWindow)
  }
}

extension SQLWriter {
  mutating func write(_ window: SQLWindow) {
    write(window.operation, window.operands, isWindow: true)
    write(" OVER ")
    parenthesised { writer in
      if !window.partition.isEmpty {
        writer.write("PARTITION BY ")
        writer.list(window.partition) { $0.write(argument: $1) }
      }
      if !window.order.isEmpty {
        writer.write(window.partition.isEmpty ? "ORDER BY " : " ORDER BY ")
        writer.list(window.order) { $0.write($1) }
      }
      guard let frame = window.frame else { return }
      if !window.partition.isEmpty || !window.order.isEmpty { writer.write(" ") }
      writer.write(frame)
    }
  }

  private mutating func write(_ frame: FrameShape<SQLExpression>) {
    switch frame.unit {
    case .rows: write("ROWS BETWEEN ")
    case .range: write("RANGE BETWEEN ")
    case .groups: write("GROUPS BETWEEN ")
    }
    // The server knows that rows and groups are counted by integers.
    write(frame.start, casting: frame.unit == .range)
    write(" AND ")
    write(frame.end, casting: frame.unit == .range)
    switch frame.exclusion {
    case .noOthers: break
    case .currentRow: write(" EXCLUDE CURRENT ROW")
    case .group: write(" EXCLUDE GROUP")
    case .ties: write(" EXCLUDE TIES")
    }
  }

  private mutating func write(_ bound: FrameShape<SQLExpression>.Bound, casting casts: Bool) {
    switch bound {
    case .unboundedPreceding: write("UNBOUNDED PRECEDING")
    case .preceding(let distance):
      write(argument: distance, casting: casts)
      write(" PRECEDING")
    case .currentRow: write("CURRENT ROW")
    case .following(let distance):
      write(argument: distance, casting: casts)
      write(" FOLLOWING")
    case .unboundedFollowing: write("UNBOUNDED FOLLOWING")
    }
  }
}
