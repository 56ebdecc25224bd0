import Kindred

/// Django's places, some of which are restaurants, some of which are Italian.
@Model
struct ParentPlace {
  @Field(maxLength: 50) var name: String
  @Field(maxLength: 80) var address: String = ""
}

@Model
struct ParentDiner {
  @Parent(relatedName: "diner") var place: ParentPlace
  var servesPizza: Bool = false
  @ForeignKey(onDelete: .setNull, relatedName: "+") var owner: GroupedPerson?
}

@Model
struct ParentTrattoria {
  @Parent(relatedName: "trattoria") var diner: ParentDiner
  var servesGnocchi: Bool = false
}

@Model
struct ParentWaiter {
  @ForeignKey(onDelete: .cascade, relatedName: "waiters") var diner: ParentDiner
  @Field(maxLength: 50) var name: String
}
