/// Objects at places that stay where they are, while statements read and write them one by one.
///
/// An array's elements are reached through its type's metadata, which is looked up for each of them where the model's
/// type is not known. Here only the distance of two objects is.
@usableFromInline
final class ModelStorage<M: Model> {
  let base: UnsafeMutablePointer<M>
  /// How many objects there are, from the beginning on.
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

  // Binding takes the object for itself: of one that others could change meanwhile, the compiler would make a copy.

  static func bindFields(of model: inout M, to writer: inout ParameterWriter) throws {
    try model.bindFields(to: &writer)
  }

  static func bind(_ model: inout M, _ field: Int, to writer: inout ParameterWriter) throws {
    try model.databaseValue(at: field).bind(to: &writer)
  }

  /// Takes the objects out.
  func take() -> [M] {
    defer { count = 0 }
    return Array(unsafeUninitializedCapacity: count) { buffer, filled in
      buffer.baseAddress?.moveInitialize(from: base, count: count)
      filled = count
    }
  }
}
