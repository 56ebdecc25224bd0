import Kindred
import Library

/// Points to models of another module, one of them nested in a type.
@Model
struct Book {
  @ForeignKey(onDelete: .cascade) var shelf: Shelf
  @ForeignKey(onDelete: .setNull, relatedName: "cardBooks") var card: Catalogue.Card?
  var title: String
}
