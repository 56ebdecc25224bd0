// What happens to an object, and to others in memory, after its row was written.

extension Model {
  /// Notes that the object was stored, and where.
  @inlinable
  mutating func noteStored(at place: Place) {
    markStored()
    noteWritten(at: place)
  }

  /// Notes where the object was stored, and what of others that changes.
  @inlinable
  mutating func noteWritten(at place: Place) {
    if place.notesObjects { noteDatabase(at: place) }
    if Self.schema.hasOneToOnes { forgetAsRelated() }
  }

  /// Drops what related objects have loaded as the one object that points to them, because it is this one, which changes.
  @usableFromInline
  func forgetAsRelated() {
    for relation in Self.schema.relations where relation.isOneToOne { relation.loading.forgetSource(self) }
  }
}
