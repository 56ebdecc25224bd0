/// Values bound one after the other.
struct ValueParameters: ParameterSource {
  let values: [DatabaseValue]

  func bind(to writer: inout ParameterWriter) throws {
    for value in values { try value.bind(to: &writer) }
  }
}

/// All columns of a model without its key, in the schema's order, with the key before or behind them where asked for.
struct ModelParameters<M: Model>: ParameterSource {
  enum KeyPosition { case none, first, last }

  let model: M
  let key: KeyPosition

  var values: [DatabaseValue] {
    let key = (try? model.databaseValue(at: M.schema.keyIndex)) ?? .null
    let fields = M.schema.fields.indices.filter { $0 != M.schema.keyIndex }
      .map { (try? model.databaseValue(at: $0)) ?? .null }
    switch self.key {
    case .none: return fields
    case .first: return [key] + fields
    case .last: return fields + [key]
    }
  }

  func bind(to writer: inout ParameterWriter) throws {
    if key == .first { try model.primaryKey.bind(to: &writer) }
    try model.bindFields(to: &writer)
    if key == .last { try model.primaryKey.bind(to: &writer) }
  }
}

/// Some columns of a model, by their indices, one after the other.
struct FieldParameters<M: Model>: ParameterSource {
  let model: M
  let indices: [Int]

  var values: [DatabaseValue] { indices.map { (try? model.databaseValue(at: $0)) ?? .null } }

  func bind(to writer: inout ParameterWriter) throws {
    for index in indices { try model.databaseValue(at: index).bind(to: &writer) }
  }
}
