import Synchronization

/// A statement's text and everything needed to bind and read it that does not change between runs.
///
/// Connections use the plan's identity as the key of their prepared statement.
package final class StatementPlan: Sendable {
  package let sql: String
  /// A number unique in this process.
  package let number: Int
  /// Whether the statement changes the database.
  package let isWrite: Bool
  /// The model whose table the statement reads or writes.
  package let model: ModelSchema?
  /// The names of the result's columns; empty for statements without rows.
  package let columns: [String]
  /// The fields that the parameters are stored in, if any; for error messages.
  let parameterFields: [FieldSchema?]
  /// The limits on the digits of decimal parameters; nil when there are none.
  package let decimalLimits: DecimalLimits?
  /// nil unless the statement is the user's own text.
  package let raw: RawTraits?
  /// The estimated number of rows.
  let estimate = RowEstimate()
  /// For each parameter, the value of the query and its form.
  let bindOrder: [BoundSlot]
  /// The number of parameters.
  package var parameterCount: Int { bindOrder.count }
  /// Whether the parameters are the query's first values, in their order and in plain form.
  private let bindsInOrder: Bool
  /// Slots of several uses of one common table.
  private let equalSlots: [(Range<Int>, Range<Int>)]
  private static let count = Atomic<Int>(0)
  private let rules: any DialectRules

  /// - Parameter fields: The fields that values are stored in, by slot.
  init(
    _ writer: SQLWriter, isWrite: Bool, model: ModelSchema?, columns: [String] = [], fields: [Int: FieldSchema] = [:],
    equalSlots: [(Range<Int>, Range<Int>)] = [], raw: RawTraits? = nil
  ) {
    self.sql = writer.text
    self.number = Self.count.wrappingAdd(1, ordering: .relaxed).oldValue
    self.isWrite = isWrite
    self.model = model
    self.columns = columns
    self.raw = raw
    self.bindOrder = writer.bindOrder
    self.bindsInOrder = writer.bindOrder.enumerated().allSatisfy { $1.slot == $0 && $1.form == .plain }
    self.parameterFields = fields.isEmpty ? [] : writer.bindOrder.map { fields[$0.slot] }
    self.decimalLimits = DecimalLimits(parameterFields)
    self.rules = writer.rules
    self.equalSlots = equalSlots
  }

  /// The parameters, from the values of a query.
  ///
  /// - Throws: ``KindredError/Code/invalidQuery`` when two tables of the query have the same name and other values.
  func boundValues(_ values: consuming [DatabaseValue]) throws -> [DatabaseValue] {
    if !equalSlots.isEmpty { try checkEqualSlots(of: copy values) }
    guard bindsInOrder, values.count == bindOrder.count else {
      let values = values
      return bindOrder.map { $0.value(of: values, rules) }
    }
    var bound = values
    // Looked at in place first: taking a value out of the array would copy it.
    for index in bound.indices where bound[index].isList {
      if case .list(let list) = bound[index] { bound[index] = rules.listParameter(list) }
    }
    return bound
  }

  /// The parameters after the first ones, from the values of a query.
  func boundValues(after count: Int, _ values: [DatabaseValue]) -> [DatabaseValue] {
    bindOrder.dropFirst(count).map { $0.value(of: values, rules) }
  }

  private func checkEqualSlots(of values: [DatabaseValue]) throws {
    for (slots, others) in equalSlots where values[safe: slots] != values[safe: others] {
      throw KindredError(
        .invalidQuery, "Two tables of one query have the same name and other values; give each its own name."
      ) { $0.model = model?.name }
    }
  }
}

extension Array {
  /// The elements in a range; none where there are fewer.
  fileprivate subscript(safe range: Range<Int>) -> ArraySlice<Element> { self[range.clamped(to: indices)] }
}
