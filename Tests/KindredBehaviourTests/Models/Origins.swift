import Foundation
import Kindred

/// A model to which others point in unusual ways.
@Model
struct OriginMaker {
  @Field(maxLength: 50) var name: String
  @ManyToMany(through: OriginTie.self, throughFields: ("one", "other")) var ties: RelatedSet<OriginMaker>
}

/// Links whose keys are values of their own.
@Model(uniqueTogether: [["one", "other"]])
struct OriginTie {
  @PrimaryKey var id: UUID = UUID()
  @ForeignKey(onDelete: .cascade, relatedName: "+") var one: OriginMaker
  @ForeignKey(onDelete: .cascade, relatedName: "+") var other: OriginMaker
  var strength: Int
}

/// An object that is encoded with a key of its own kind.
@Model
struct OriginTicket: Codable {
  @PrimaryKey var id: UUID = UUID()
  var name: String
}

/// A foreign key of which each target has at most one, but that is no one-to-one relation.
@Model
struct OriginBadge {
  @ForeignKey(onDelete: .cascade, relatedName: "badges", unique: true) var maker: OriginMaker
  var isHidden: Bool = false
}

extension OriginBadge {
  static var objects: QuerySet<OriginBadge> { unscoped.filter { $0.isHidden == false } }
}

/// A key that the database does not enforce, so that it may point to nothing.
@Model
struct OriginNote {
  @ForeignKey(onDelete: .doNothing, relatedName: "notes", constraint: false) var maker: OriginMaker
  @Field(maxLength: 50) var text: String = ""
}

/// An object with a part in another table, and with objects of its own model that are deleted with it.
@Model
struct OriginTool {
  @Parent(relatedName: "tool") var maker: OriginMaker
  @ForeignKey(onDelete: .cascade, relatedName: "parts") var whole: OriginTool?
}

/// Only makers with certain notes may be chosen.
@Model
struct OriginOrder {
  @ForeignKey(onDelete: .cascade, relatedName: "orders", limitChoicesTo: F("notes__text").lookup("startswith", "k"))
  var maker: OriginMaker
}

/// A place beside something else of the row.
@Selection
struct PlaceLine {
  var servesPizza: Bool
  var place: Place
}

/// A band beside one of its members.
@Selection
struct BandLine {
  var name: String
  var member: Person?
}
