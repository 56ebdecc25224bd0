public import KindredCore

/// Makes fewer operations of some, with the same result.
///
/// A column that is added to a table just created becomes one of its columns, what is added and dropped again vanishes,
/// renames are joined. Operations that touch the same things keep their order. At the end, both lists are replayed: if the
/// schemas are not equal, the original stays.
public struct OperationOptimizer: Sendable {
  private let before: SchemaState

  /// Makes an optimizer.
  ///
  /// - Parameter before: The schema before the operations.
  public init(before: SchemaState) { self.before = before }

  /// The operations, or fewer with the same result.
  ///
  /// - Throws: ``MigrationError/Code/invalidOperation`` when the operations do not fit the schema.
  public func optimized(_ operations: [any SchemaOperation]) throws -> [any SchemaOperation] {
    var items = try items(of: operations)
    while let shorter = folded(items) { items = shorter }
    let optimized = items.map(\.operation)
    guard optimized.count < operations.count else { return operations }
    let wanted = try replay(operations)
    // The proof: whatever the rules below do, the result is that of the original.
    guard let found = try? replay(optimized), found == wanted else { return operations }
    return optimized
  }

  private func replay(_ operations: [any SchemaOperation]) throws -> SchemaState {
    try MigrationDefinition(id: "", operations: operations).state(after: before)
  }

  // MARK: Items

  private struct Item {
    var operation: any SchemaOperation
    /// What the operation does; nil if it does more than change the schema.
    var changes: [SchemaChange]?
    var touches: OperationTouches
  }

  private func items(of operations: [any SchemaOperation]) throws -> [Item] {
    var state = before
    var items: [Item] = []
    for operation in operations {
      let changes = try operation.changes(in: state)
      var isPlain = false
      if case .some(.schema(let worked)) = try operation.work(in: state).first { isPlain = worked == changes }
      if isPlain, changes.count > 1 {
        items += changes.map { Item(operation: $0.operation, changes: [$0], touches: $0.touches) }
      } else {
        items.append(
          Item(operation: operation, changes: isPlain ? changes : nil, touches: operation.touches))
      }
      state = try state.applying(changes)
    }
    return items
  }

  /// The items after the first fold that is possible; nil if none is.
  private func folded(_ items: [Item]) -> [Item]? {
    for first in items.indices {
      guard let earlier = items[first].changes?.first else { continue }
      var between = OperationTouches.tables([])
      for second in items.indices.dropFirst(first + 1) {
        let movesBack = !items[second].touches.overlaps(between)
        let movesOn = !items[first].touches.overlaps(between)
        if let later = items[second].changes?.first, movesBack || movesOn,
          let changes = ChangeFolding(earlier, later).folded
        {
          var result = items
          result.remove(at: second)
          let new = changes.map { Item(operation: $0.operation, changes: [$0], touches: $0.touches) }
          if movesBack {
            result.replaceSubrange(first...first, with: new)
          } else {
            result.insert(contentsOf: new, at: second)
            result.remove(at: first)
          }
          return result
        }
        between = between.union(items[second].touches)
        if case .everything = between { break }
      }
    }
    return nil
  }
}
