import Kindred

@Model
struct Entry {
  @Field(maxLength: 100) var tagline: String
  var rating: Int
  @Field(maxLength: 50) var note: String?
}

/// The tagline has another name, and nothing says which it had.
@Model(table: "entry")
struct RenamedEntry {
  @Field(maxLength: 100) var subtitle: String
  var rating: Int
  @Field(maxLength: 50) var note: String?
}

/// The note is longer, and a column is new.
@Model(table: "entry", indexes: [.on("color")])
struct LongerEntry {
  @Field(maxLength: 100) var tagline: String
  var rating: Int
  @Field(maxLength: 200) var note: String?
  var color: String = "red"
}

/// A column is gone.
@Model(table: "entry")
struct ShorterEntry {
  @Field(maxLength: 100) var tagline: String
  @Field(maxLength: 50) var note: String?
}

@Model
struct Person {
  var name: String
}

@Model
struct Band {
  var name: String
  @ManyToMany(relatedName: "bands") var members: RelatedSet<Person>
}

/// The same tables, with a model of the links.
@Model(table: "band")
struct OwnBand {
  var name: String
  @ManyToMany(through: Membership.self, throughFields: ("band", "person"), relatedName: "ownBands")
  var members: RelatedSet<Person>
}

@Model(table: "band_members", uniqueTogether: [["band", "person"]])
struct Membership {
  @ForeignKey(onDelete: .cascade) var band: OwnBand
  @ForeignKey(onDelete: .cascade) var person: Person
}

/// Other options that no table has.
@Model(table: "entry", ordering: ["-rating"], fetchMode: .one)
struct OrderedEntry {
  @Field(maxLength: 100) var tagline: String
  var rating: Int = 3
  @Field(maxLength: 50) var note: String?
}

@Model(table: "band")
struct StrictBand {
  var name: String = "The"
  @ManyToMany(through: StrictMembership.self, throughFields: ("band", "person"), relatedName: "strictBands")
  var members: RelatedSet<Person>
}

/// The links are protected, and only some bands can be chosen.
@Model(table: "band_members", uniqueTogether: [["band", "person"]])
struct StrictMembership {
  @ForeignKey(onDelete: .protect, limitChoicesTo: F("name").lookup("startswith", "The")) var band: StrictBand
  @ForeignKey(onDelete: .restrict) var person: Person
}
