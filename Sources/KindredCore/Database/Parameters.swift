/// Values bound one after the other.
struct ValueParameters: ParameterSource {
  let values: [DatabaseValue]

  func bind(to writer: inout ParameterWriter) throws {
    for value in values { try value.bind(to: &writer) }
  }
}

/// The values of an object, which a closure binds. It is not generic, so that nobody on the way looks types up.
struct ObjectParameters: ParameterSource {
  let body: (inout ParameterWriter) throws -> Void
  let databaseValues: () -> [DatabaseValue]

  /// The columns of an object by their indices, one after the other; nil for all but the key.
  ///
  /// - Parameter key: Where the key is bound as well.
  init<M: Model>(_ object: ModelStorage<M>, fields: [Int]?, key: KeyPosition = .none) {
    if let fields {
      body = { writer in for field in fields { try object.base.pointee.databaseValue(at: field).bind(to: &writer) } }
    } else {
      body = { writer in
        if key == .first { try object.base.pointee.primaryKey.bind(to: &writer) }
        try object.base.pointee.bindFields(to: &writer)
        if key == .last { try object.base.pointee.primaryKey.bind(to: &writer) }
      }
    }
    databaseValues = {
      let keyIndex = M.schema.keyIndex
      var indices = fields ?? M.schema.fields.indices.filter { $0 != keyIndex }
      switch key {
      case .none: break
      case .first: indices.insert(keyIndex, at: 0)
      case .last: indices.append(keyIndex)
      }
      return indices.map { (try? object.base.pointee.databaseValue(at: $0)) ?? .null }
    }
  }

  enum KeyPosition { case none, first, last }

  var values: [DatabaseValue] { databaseValues() }

  func bind(to writer: inout ParameterWriter) throws { try body(&writer) }
}
