package source

// NIEMContext are the namespaces of a message of the profile: NIEM Core 6.0, and what it has no element for.
var NIEMContext = map[string]string{"nc": "https://docs.oasis-open.org/niemopen/ns/model/niem-core/6.0/", "lb": "urn:lookback:niem:1:"}

// NIEMFile is a message of the profile of docs/format/niem.md, in NIEM JSON. Package exchange writes what is read here.
type NIEMFile struct {
	Context map[string]string `json:"@context"`
	Message *NIEMMessage      `json:"lb:NetworkMessage"`
}

// NIEMMessage is the content of a message: parties by what they are, and the ties between them.
type NIEMMessage struct {
	Metadata      NIEMMetadata `json:"nc:Metadata"`
	Persons       []NIEMParty  `json:"nc:Person,omitempty"`
	Organizations []NIEMParty  `json:"nc:Organization,omitempty"`
	Locations     []NIEMParty  `json:"nc:Location,omitempty"`
	Items         []NIEMParty  `json:"nc:Item,omitempty"`
	Others        []NIEMParty  `json:"lb:Party,omitempty"` // records, entries and what else is kept elsewhere and only named here
	Ties          []NIEMTie    `json:"lb:TieAssociation,omitempty"`
}

// NIEMMetadata is data about data.
type NIEMMetadata struct {
	ID           string    `json:"nc:AdministrativeID,omitempty"`
	Creator      string    `json:"nc:CreatorName,omitempty"`
	Source       string    `json:"nc:SourceText,omitempty"`
	Reported     *NIEMDate `json:"nc:ReportedDate,omitempty"`
	Distribution string    `json:"nc:DistributionText,omitempty"` // handling: "TLP:AMBER PAP:AMBER"
	Caveat       string    `json:"nc:CaveatText,omitempty"`
}

// NIEMDate is a date as far as it is known; one of its fields is filled.
type NIEMDate struct {
	Time  string `json:"nc:DateTime,omitempty"`
	Day   string `json:"nc:Date,omitempty"`
	Month string `json:"nc:YearMonthDate,omitempty"`
	Year  string `json:"nc:YearDate,omitempty"`
}

// NIEMRef names an object of the message.
type NIEMRef struct {
	ID string `json:"@id"`
}

// NIEMName is a name of a person.
type NIEMName struct {
	Full     string `json:"nc:PersonFullName,omitempty"`
	Category string `json:"nc:PersonNameCategoryCode,omitempty"` // "Alternate" for an alias
}

// NIEMIdentification is an identifier.
type NIEMIdentification struct {
	ID           string            `json:"nc:IdentificationID"`
	Category     string            `json:"nc:IdentificationCategoryText,omitempty"`
	Jurisdiction *NIEMJurisdiction `json:"nc:IdentificationJurisdiction,omitempty"`
}

// NIEMJurisdiction is who gave an identifier.
type NIEMJurisdiction struct {
	Text string `json:"nc:JurisdictionText"`
}

// NIEMParty is a party. Which of its elements are filled follows from what it is.
type NIEMParty struct {
	ID              string               `json:"@id"`
	PersonNames     []NIEMName           `json:"nc:PersonName,omitempty"`
	BirthDates      []NIEMDate           `json:"nc:PersonBirthDate,omitempty"`
	PersonIDs       []NIEMIdentification `json:"nc:PersonOtherIdentification,omitempty"`
	PersonNote      string               `json:"nc:PersonDescriptionText,omitempty"`
	OrganizationAs  []string             `json:"nc:OrganizationName,omitempty"`
	OrganizationIDs []NIEMIdentification `json:"nc:OrganizationOtherIdentification,omitempty"`
	OrganizationIs  string               `json:"nc:OrganizationDescriptionText,omitempty"`
	LocationAs      []string             `json:"nc:LocationName,omitempty"`
	LocationIDs     []NIEMIdentification `json:"nc:LocationIdentification,omitempty"`
	LocationIs      string               `json:"nc:LocationDescriptionText,omitempty"`
	ItemAs          []string             `json:"nc:ItemName,omitempty"`
	ItemIDs         []NIEMIdentification `json:"nc:ItemOtherIdentification,omitempty"`
	ItemIs          string               `json:"nc:ItemDescriptionText,omitempty"`
	OtherAs         string               `json:"lb:PartyName,omitempty"`
	Metadata        *NIEMMetadata        `json:"nc:Metadata,omitempty"` // of a network
	More            NIEMPartyMore        `json:"lb:PartyAugmentation"`
}

// NIEMPartyMore is what NIEM Core has no element for.
type NIEMPartyMore struct {
	Ref       string   `json:"lb:NodeReferenceID"` // "party:P-7"
	Kind      string   `json:"lb:PartyKindCode,omitempty"`
	HubReason string   `json:"lb:PublicHubReasonText,omitempty"`
	Births    []string `json:"lb:BirthDateText,omitempty"` // as they were said: "around 1974"
	Ground    string   `json:"lb:GroundText,omitempty"`
	ReviewBy  string   `json:"lb:ReviewDateTime,omitempty"`
}

// NIEMTie is a tie. It is an association of its own kind, because a reader that knows associations of NIEM Core alone would take somebody who was
// moved for somebody who belongs.
type NIEMTie struct {
	ID       string        `json:"@id"`
	Class    string        `json:"lb:TieClassCode"`
	Subject  NIEMRef       `json:"lb:TieSubject"`
	Object   NIEMRef       `json:"lb:TieObject"`
	Range    *NIEMRange    `json:"nc:AssociationDateRange,omitempty"`
	Note     string        `json:"nc:AssociationDescriptionText,omitempty"`
	Metadata *NIEMMetadata `json:"nc:Metadata"`
	More     NIEMTieMore   `json:"lb:TieAugmentation"`
}

// NIEMRange is from when to when.
type NIEMRange struct {
	Start *NIEMDate `json:"nc:StartDate,omitempty"`
	End   *NIEMDate `json:"nc:EndDate,omitempty"`
}

func (r *NIEMRange) start() *NIEMDate {
	if r == nil {
		return nil
	}
	return r.Start
}

func (r *NIEMRange) end() *NIEMDate {
	if r == nil {
		return nil
	}
	return r.End
}

// NIEMTieMore is what NIEM Core has no element for. The grade stays the pair of letters that it is: a percentage would be read as a likelihood.
type NIEMTieMore struct {
	Grade      string   `json:"lb:GradeText"`
	Kind       string   `json:"lb:TieKindCode"`
	Knowledge  string   `json:"lb:KnowledgeCode,omitempty"`
	Share      string   `json:"lb:ShareText,omitempty"`
	From       string   `json:"lb:StartDateText,omitempty"` // as it was said
	To         string   `json:"lb:EndDateText,omitempty"`
	Origin     string   `json:"lb:OriginText,omitempty"`
	ReviewBy   string   `json:"lb:ReviewDateTime"`
	Supports   []string `json:"lb:SupportsID,omitempty"`
	Opposes    []string `json:"lb:OpposesID,omitempty"`
	Supersedes string   `json:"lb:SupersedesID,omitempty"`
}
