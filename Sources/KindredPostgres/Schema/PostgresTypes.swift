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
    switch (old.kind, new.kind) {
    case (.timestamp, .date): return "(\(name) AT TIME ZONE 'UTC')::date"
    case (.date, .timestamp): return "(\(name)::timestamp AT TIME ZONE 'UTC')"
    case (.integer, .bool): return "\(name) <> 0"
    case (.bool, .integer(let bits, _)):
      return bits == 32 ? "\(name)::integer" : "\(name)::integer" + Dialect.postgres.rules.cast(of: new)
    case (.integer, .integer), (.integer, .decimal), (.integer, .double), (.integer, .float), (.integer, .text),
      (.decimal, .decimal), (.decimal, .integer), (.decimal, .double), (.decimal, .float), (.decimal, .text),
      (.double, .double), (.double, .float), (.double, .integer), (.double, .decimal), (.double, .text),
      (.float, .float), (.float, .double), (.float, .integer), (.float, .decimal), (.float, .text), (.text, .text),
      (.text, .integer), (.text, .decimal), (.text, .double), (.text, .float), (.text, .bool), (.bool, .text),
      (.bool, .bool), (.uuid, .text), (.date, .text), (.time, .text), (.timestamp, .text), (.json, .text),
      (.bytes, .bytes), (.timestamp, .timestamp), (.date, .date), (.time, .time), (.interval, .interval),
      (.uuid, .uuid), (.json, .json):
      return cast
    case (.array(let oldElement), .array(let element)): return oldElement == element ? cast : nil
    case (.integer, _), (.bool, _), (.double, _), (.float, _), (.decimal, _), (.text, _), (.bytes, _), (.timestamp, _),
      (.date, _), (.time, _), (.interval, _), (.uuid, _), (.json, _), (.array, _):
      return nil
    }
  }
}
