import KindredCore

/// The next steps that run in one transaction.
///
/// A transaction holds every lock until its end. Where others use the tables, one that keeps them out must not be held
/// while a later step reads all rows, or waits for another table: a step that reads or writes rows, or locks several tables,
/// has a transaction of its own, and the others share one as long as they are about the same table. Where nobody else is
/// there, and for tables that the steps themselves create, all share one.
package struct UnitSegment {
  /// The steps; a step that changes rows, or is not in a transaction, is alone.
  package private(set) var units: [WorkUnit] = []
  private let isShared: Bool
  /// Whether the steps suspend foreign keys; nil before the first one that has statements.
  private var suspends: Bool?
  /// The existing tables that are locked.
  private var locked: Set<String>?
  /// Whether a step needs the transaction for itself.
  private var isTaken = false

  /// Takes the first of some steps.
  ///
  /// - Parameters:
  ///   - units: The steps that are not done yet, in order.
  ///   - isShared: Whether others use the tables meanwhile, in a database that locks tables one by one.
  package init(of units: ArraySlice<WorkUnit>, isShared: Bool) {
    self.isShared = isShared
    for unit in units {
      if !add(unit) { break }
    }
  }

  private mutating func add(_ unit: WorkUnit) -> Bool {
    if units.isEmpty, unit.changesRows || !unit.isTransactional {
      units = [unit]
      return false
    }
    guard !unit.changesRows, unit.isTransactional, case .schema(let step) = unit.kind else { return false }
    // A step that only looks at rows belongs to the one behind it.
    if step.sql.isEmpty {
      units.append(unit)
      return true
    }
    // What is looked at first may take as long as the table is large, and nobody is to wait for it.
    if isShared, !units.isEmpty, step.precondition != nil { return false }
    if let suspends, suspends != step.suspendsForeignKeys { return false }
    if isShared, !lock(step, unit) { return false }
    suspends = step.suspendsForeignKeys
    units.append(unit)
    return true
  }

  /// Notes the locks of a step; false if it has to wait for the end of the transaction.
  private mutating func lock(_ step: SchemaStep, _ unit: WorkUnit) -> Bool {
    let before = units.first?.before ?? unit.before
    let tables = Set(step.tables.filter { before[$0] != nil })
    if isTaken { return false }
    if tables.isEmpty { return true }
    let isAlone = step.work > .catalogue || tables.count > 1
    if let locked { return !isAlone && tables.isSubset(of: locked) }
    (locked, isTaken) = (tables, isAlone)
    return true
  }
}
