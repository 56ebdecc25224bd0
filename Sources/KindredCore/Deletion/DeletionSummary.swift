/// The result of a deletion.
public struct DeletionSummary: Sendable, Hashable {
  /// The number of deleted rows by model name, including rows deleted by cascading.
  public internal(set) var perModel: [String: Int] = [:]

  /// The number of deleted rows.
  public var total: Int { perModel.values.reduce(0, +) }

  mutating func add(_ count: Int, of schema: ModelSchema) {
    if count > 0 { perModel[schema.name, default: 0] += count }
  }
}
