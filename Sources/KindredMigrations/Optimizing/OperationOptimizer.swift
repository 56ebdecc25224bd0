public import KindredCore

/// Makes fewer operations of some, with the same result.
///
/// A column that is added to a table just created becomes one of its columns, what is added and dropped again vanishes,
/// renames are joined. Operations that change rows keep their place among those that touch the same tables. Whatever is
/// moved or folded is replayed, there and at the end: where the schemas are not equal, the original stays.
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

    /// Whether the item may change places with another one, as far as rows are concerned.
    func canPass(_ other: Item) -> Bool {
      !touches.overlaps(other.touches) || (isOfSchema && other.isOfSchema)
    }

    /// Whether the item is a change of the schema that takes no values from other columns.
    private var isOfSchema: Bool {
      guard let changes else { return false }
      return changes.allSatisfy { change in
        switch change {
        case .addColumn(_, _, let fill), .alterColumn(_, _, let fill):
          if case .column = fill { false } else { true }
        case .createTable, .dropTable, .renameTable, .setTableComment, .dropColumn, .renameColumn, .setKey,
          .addConstraint, .dropConstraint, .renameConstraint, .addIndex, .dropIndex, .renameIndex:
          true
        }
      }
    }
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
    guard let states = try? states(of: items) else { return nil }
    for first in items.indices {
      guard let earlier = items[first].changes?.first else { continue }
      for second in items.indices.dropFirst(first + 1) {
        guard let later = items[second].changes?.first, let changes = ChangeFolding(earlier, later).folded else {
          continue
        }
        let between = items[first + 1..<second]
        let movesBack = between.allSatisfy(items[second].canPass)
        let movesOn = between.allSatisfy(items[first].canPass)
        let new = changes.map { Item(operation: $0.operation, changes: [$0], touches: $0.touches) }
        for run in (movesBack ? [new + Array(between)] : []) + (movesOn ? [Array(between) + new] : []) {
          guard let state = try? self.states(of: run, from: states[first]).last, state == states[second + 1]
          else {
            continue
          }
          return Array(items[..<first]) + run + Array(items[(second + 1)...])
        }
      }
    }
    return nil
  }

  /// The schemas before each item, and after the last one.
  private func states(of items: [Item], from start: SchemaState? = nil) throws -> [SchemaState] {
    var states = [start ?? before]
    for item in items {
      let state = states[states.count - 1]
      states.append(try state.applying(item.operation.changes(in: state)))
    }
    return states
  }
}
