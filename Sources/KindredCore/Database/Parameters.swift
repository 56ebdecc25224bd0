/// The source of a statement's parameters. Not generic, which avoids metadata look-ups.
package enum Parameters {
  /// A list of values.
  case values([DatabaseValue])
  /// The key of a look-up; the limit follows it.
  case key(DatabaseValue)
  /// The fields of an object.
  case object(ObjectParameters)

  /// The values, for logs that show them.
  var values: [DatabaseValue] {
    switch self {
    case .values(let values): values
    case .key(let key): [key, .integer(Int64(KeyLookup.limit))]
    case .object(let object): object.values()
    }
  }

  /// Binds the parameters. The error for a value that cannot be stored contains the parameter's index.
  package func bind(to writer: inout ParameterWriter) throws {
    do {
      switch self {
      case .values(let values): for value in values { try value.bind(to: &writer) }
      case .key(let key):
        try key.bind(to: &writer)
        try writer.integer(Int64(KeyLookup.limit))
      case .object(let object): try object.bind(&writer)
      }
    } catch {
      throw addingParameterIndex(to: error, after: writer.index)
    }
  }
}

/// The values of an object, bound by a closure.
package struct ObjectParameters {
  let bind: (inout ParameterWriter) throws -> Void
  let values: () -> [DatabaseValue]

  init(bind: @escaping (inout ParameterWriter) throws -> Void, values: @escaping () -> [DatabaseValue]) {
    self.bind = bind
    self.values = values
  }

  /// The columns of an object by index; nil for all but the key.
  ///
  /// - Parameter key: Where the key is bound.
  init<M: Model>(_ object: ModelStorage<M>, fields: [Int]?, key: KeyPosition = .none) {
    if let fields {
      bind = { writer in for field in fields { try ModelStorage.bind(&object.base.pointee, field, to: &writer) } }
    } else {
      bind = { writer in
        if key == .first { try object.base.pointee.primaryKey.bind(to: &writer) }
        try ModelStorage.bindFields(of: &object.base.pointee, to: &writer)
        if key == .last { try object.base.pointee.primaryKey.bind(to: &writer) }
      }
    }
    values = {
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
}
