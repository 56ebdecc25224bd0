import Kindred

/// The models of Django's examples of many-to-many relations.
@Model(ordering: ["title"])
struct Publication {
  @Field(maxLength: 30) var title: String
}

@Model(ordering: ["headline"])
struct Article {
  @Field(maxLength: 100) var headline: String
  @ManyToMany var publications: RelatedSet<Publication>
}

@Model
struct Person {
  @Field(maxLength: 50) var name: String
  /// Symmetrical: a friend of mine has me as a friend.
  @ManyToMany var friends: RelatedSet<Person>
  /// Directed.
  @ManyToMany(symmetrical: false, relatedName: "followers", relatedQueryName: "follower") var idols: RelatedSet<Person>
}

@Model
struct Band {
  @Field(maxLength: 128) var name: String
  @ManyToMany(through: Membership.self, relatedName: "bands") var members: RelatedSet<Person>
}

@Model
struct Membership {
  @ForeignKey(onDelete: .cascade) var person: Person
  @ForeignKey(onDelete: .cascade) var band: Band
  @ForeignKey(onDelete: .setNull, relatedName: "invitations") var inviter: Person?
  var joined: CalendarDate
  var reason: String?
}

/// Links of a model of one's own that has nothing but two keys, and does not say that a pair is unique.
@Model
struct Orchestra {
  var name: String
  @ManyToMany(through: Seat.self, relatedName: "orchestras") var players: RelatedSet<Player>
}

@Model(ordering: ["name"])
struct Player {
  var name: String
}

@Model
struct Seat {
  @ForeignKey(onDelete: .cascade) var orchestra: Orchestra
  @ForeignKey(onDelete: .cascade) var player: Player
}

/// A symmetrical relation whose links have a field of their own.
@Model(ordering: ["name"])
struct Neighbour {
  var name: String
  @ManyToMany(through: Fence.self, throughFields: ("one", "other")) var neighbours: RelatedSet<Neighbour>
}

@Model(uniqueTogether: [["one", "other"]])
struct Fence {
  @ForeignKey(onDelete: .cascade, relatedName: "+") var one: Neighbour
  @ForeignKey(onDelete: .cascade, relatedName: "+") var other: Neighbour
  var height: Int
}
