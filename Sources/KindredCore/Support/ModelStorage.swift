/// Objects at fixed addresses, for statements that read and write them one by one.
///
/// An array looks up its element type's metadata for each access where the model's type is not known. Here only the
/// stride is needed.
@usableFromInline
final class ModelStorage<M: Model> {
  let base: UnsafeMutablePointer<M>
  /// The number of objects, counted from the start.
  private(set) var count: Int

  init(_ models: [M]) {
    count = models.count
    base = .allocate(capacity: models.count)
    models.withUnsafeBufferPointer { models in
      if let start = models.baseAddress { base.initialize(from: start, count: models.count) }
    }
  }

  init(_ model: M) {
    count = 1
    base = .allocate(capacity: 1)
    base.initialize(to: model)
  }

  deinit {
    base.deinitialize(count: count)
    base.deallocate()
  }

  // Binding takes the object inout: otherwise the compiler would copy it, as others might change it meanwhile.

  static func bindFields(of model: inout M, to writer: inout ParameterWriter) throws {
    try model.bindFields(to: &writer)
  }

  static func bind(_ model: inout M, _ field: Int, to writer: inout ParameterWriter) throws {
    try model.databaseValue(at: field).bind(to: &writer)
  }

  /// Moves the objects out.
  func take() -> [M] {
    defer { count = 0 }
    return Array(unsafeUninitializedCapacity: count) { buffer, filled in
      buffer.baseAddress?.moveInitialize(from: base, count: count)
      filled = count
    }
  }
}
