import Foundation
import Kindred

/// Notes in folders. Those that were thrown away stay in the table, and do not count as notes.
@Model
struct ManagedFolder {
  @Field(maxLength: 50) var name: String
}

@Model
struct ManagedNote {
  @ForeignKey(onDelete: .cascade, relatedName: "notes") var folder: ManagedFolder
  @Field(maxLength: 50, unique: true) var text: String
  var isPinned: Bool = false
  var deletedAt: Date?
  @ManyToMany(relatedName: "notes") var tags: RelatedSet<ManagedTag>
}

extension ManagedNote {
  static var objects: QuerySet<ManagedNote> { unscoped.filter { $0.deletedAt == nil } }
  static var pinned: QuerySet<ManagedNote> { objects.filter { $0.isPinned == true } }
  static var trash: QuerySet<ManagedNote> { unscoped.filter { $0.deletedAt != nil } }
}

extension Queryable where Model == ManagedNote {
  /// Throws the notes away.
  @discardableResult
  func discard() async throws -> Int { try await update { $0.deletedAt.set(Date(timeIntervalSince1970: 0)) } }
}

@Model
struct ManagedTag {
  @Field(maxLength: 50) var name: String
}

@Model
struct ManagedRemark {
  @ForeignKey(onDelete: .cascade, relatedName: "remarks") var note: ManagedNote
  @Field(maxLength: 50) var text: String
}

/// At most one for each note; its own objects leave the plain ones out.
@Model
struct ManagedCover {
  @OneToOne(onDelete: .cascade, relatedName: "cover") var note: ManagedNote
  @Field(maxLength: 50) var colour: String = ""
}

extension ManagedCover {
  static var objects: QuerySet<ManagedCover> { unscoped.filter { $0.colour != "" } }
}

/// What any model can be that is archived instead of deleted: one default scope for all of them.
protocol ManagedArchive: Model where Columns: ManagedArchiveColumns {}

protocol ManagedArchiveColumns {
  var isArchived: ColumnExpression<Bool> { get }
}

extension ManagedArchive {
  static var objects: QuerySet<Self> { unscoped.filter { $0.isArchived == false } }
}

@Model
struct ManagedLetter {
  @ForeignKey(onDelete: .cascade, relatedName: "letters") var folder: ManagedFolder
  var isArchived: Bool = false
}

extension ManagedLetter: ManagedArchive {}
extension ManagedLetter.Columns: ManagedArchiveColumns {}
