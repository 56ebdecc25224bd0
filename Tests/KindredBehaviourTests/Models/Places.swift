import Kindred

/// The models of Django's example of one-to-one relations.
@Model
struct Place {
  @Field(maxLength: 50) var name: String
  @Field(maxLength: 80) var address: String
}

/// Its key is its place.
@Model
struct Restaurant {
  @OneToOne(onDelete: .cascade, primaryKey: true) var place: Place
  var servesHotDogs: Bool = false
  var servesPizza: Bool = false
}

@Model
struct Waiter {
  @ForeignKey(onDelete: .cascade) var restaurant: Restaurant
  @Field(maxLength: 50) var name: String
}

/// A one-to-one relation beside the key, which may be empty, and whose name on the other side is its own.
@Model
struct Licence {
  @OneToOne(onDelete: .setNull, relatedName: "permit", relatedQueryName: "permission") var place: Place?
  var number: Int
}
