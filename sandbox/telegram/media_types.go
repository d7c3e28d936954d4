package telegram

// Document is a file in a message.
type Document struct {
	FileID   string `json:"file_id"`
	UniqueID string `json:"file_unique_id"`
	Name     string `json:"file_name,omitempty"`
	Mime     string `json:"mime_type,omitempty"`
	Size     int64  `json:"file_size,omitempty"`
}

// PhotoSize is one size of a photo.
type PhotoSize struct {
	FileID   string `json:"file_id"`
	UniqueID string `json:"file_unique_id"`
	Width    int    `json:"width"`
	Height   int    `json:"height"`
	Size     int64  `json:"file_size,omitempty"`
}

// Voice is a voice note; Duration is in seconds.
type Voice struct {
	FileID   string `json:"file_id"`
	UniqueID string `json:"file_unique_id"`
	Duration int    `json:"duration"`
	Mime     string `json:"mime_type,omitempty"`
	Size     int64  `json:"file_size,omitempty"`
}

// Audio is a piece of music or speech; Duration is in seconds.
type Audio struct {
	FileID   string `json:"file_id"`
	UniqueID string `json:"file_unique_id"`
	Duration int    `json:"duration"`
	Name     string `json:"file_name,omitempty"`
	Mime     string `json:"mime_type,omitempty"`
	Size     int64  `json:"file_size,omitempty"`
}

// Sticker is a sticker.
type Sticker struct {
	FileID   string `json:"file_id"`
	UniqueID string `json:"file_unique_id"`
	Type     string `json:"type"`
	Width    int    `json:"width"`
	Height   int    `json:"height"`
	Animated bool   `json:"is_animated"`
	Video    bool   `json:"is_video"`
	Emoji    string `json:"emoji,omitempty"`
}

// Video is a film; Duration is in seconds.
type Video struct {
	FileID   string `json:"file_id"`
	UniqueID string `json:"file_unique_id"`
	Width    int    `json:"width"`
	Height   int    `json:"height"`
	Duration int    `json:"duration"`
	Mime     string `json:"mime_type,omitempty"`
	Size     int64  `json:"file_size,omitempty"`
}

// VideoNote is a round film of so many pixels across; Duration is in seconds.
type VideoNote struct {
	FileID   string `json:"file_id"`
	UniqueID string `json:"file_unique_id"`
	Length   int    `json:"length"`
	Duration int    `json:"duration"`
	Size     int64  `json:"file_size,omitempty"`
}

// Location is a place on the map.
type Location struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
}

// Contact is somebody's telephone number.
type Contact struct {
	Phone     string `json:"phone_number"`
	FirstName string `json:"first_name"`
}

// Dice is a throw.
type Dice struct {
	Emoji string `json:"emoji"`
	Value int    `json:"value"`
}
