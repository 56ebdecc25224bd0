import KindredCore

/// What becomes of values when the type of their column changes.
enum PostgresTypes {
  /// Whether the server writes every row again.
  static func rewrites(_ old: ColumnState, _ new: ColumnState) -> Bool {
    if old.type.kind == new.type.kind { return false }
    switch (old.type.kind, new.type.kind) {
    case (.text(let oldLength), .text(let length)): return isNarrower(length, than: oldLength)
    case (.decimal(let oldDigits, let oldPlaces), .decimal(let digits, let places)):
      return digits != nil && (isNarrower(digits, than: oldDigits) || oldPlaces != places)
    case (.integer(let oldBits, _), .integer(let bits, _)): return oldBits != bits
    case (.integer, _), (.bool, _), (.double, _), (.float, _), (.decimal, _), (.text, _), (.bytes, _), (.timestamp, _),
      (.date, _), (.time, _), (.interval, _), (.uuid, _), (.json, _), (.array, _):
      return true
    }
  }

  private static func isNarrower(_ new: Int?, than old: Int?) -> Bool {
    guard let new else { return false }
    return old.map { new < $0 } ?? true
  }

  /// The value of an expression as one of another type; nil if there is no way from the one type to the other. The
  /// server refuses what does not fit.
  static func conversion(of name: String, from old: ColumnType, to new: ColumnType) -> String? {
    let cast = name + Dialect.postgres.rules.cast(of: new)
    let (from, to) = (ValueFamily(old), ValueFamily(new))
    if case .array = old.kind { return old.withoutLimits == new.withoutLimits ? cast : nil }
    if from == to { return cast }
    if from == .timestamp && to == .date { return "(\(name) AT TIME ZONE 'UTC')::date" }
    if from == .date && to == .timestamp { return "(\(name)::timestamp AT TIME ZONE 'UTC')" }
    if from == .integer && to == .bool { return "\(name) <> 0" }
    if from == .bool && to == .integer { return "\(name)::integer" + Dialect.postgres.rules.cast(of: new) }
    if numbers.contains(from) && numbers.contains(to) { return cast }
    if to == .text { return [.bytes, .interval].contains(from) ? nil : cast }
    if from == .text { return numbers.contains(to) || to == .bool ? cast : nil }
    return nil
  }

  private static let numbers: Set<ValueFamily> = [.integer, .real, .decimal]
}
