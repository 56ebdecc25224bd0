extension Query {
  /// The groups that the rows of a result join along their foreign keys; nil where the model has none.
  ///
  /// - Parameter isSingle: Whether the result has no more than one row.
  func links(on database: Database, isSingle: Bool = false) -> PeerLinks? {
    let relations = schema.relations.count
    if relations == 0 { return nil }
    return PeerLinks(count: isSingle ? 0 : relations, database: database, mode: fetchMode, parent: parent)
  }
}

/// Reads rows into models.
final class ModelReader<M: Model> {
  private let storage: UnsafeMutablePointer<[M]>
  /// Reads a row. Made once, so that what is done for each row looks no types up.
  let read: RowBody

  init(capacity: Int = 0) {
    let storage = UnsafeMutablePointer<[M]>.allocate(capacity: 1)
    storage.initialize(to: [])
    if capacity > 0 { storage.pointee.reserveCapacity(capacity) }
    self.storage = storage
    read = { row in try M.append(row, to: &storage.pointee) }
  }

  deinit {
    storage.deinitialize(count: 1)
    storage.deallocate()
  }

  var models: [M] { storage.pointee }
}
